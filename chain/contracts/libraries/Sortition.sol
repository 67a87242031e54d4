// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A Fisher-Yates shuffle of 0..pool-1 that is taken one draw at a time and remembers only
/// the positions it moved, so that its cost does not depend on the pool.
library Sortition {
    struct Draw {
        bytes32 seed;
        uint256 pool;
        uint256 taken;
        uint256[] positions;
        uint256[] values;
    }

    function start(bytes32 seed, uint256 pool, uint256 mostDraws)
        internal
        pure
        returns (Draw memory draw)
    {
        uint256 most = mostDraws < pool ? mostDraws : pool;
        draw.seed = seed;
        draw.pool = pool;
        draw.positions = new uint256[](most);
        draw.values = new uint256[](most);
    }

    /// @notice The draw of a task's automatic validators.
    function attesters(bytes32 beacon, uint256 pool, uint256 count)
        internal
        pure
        returns (Draw memory)
    {
        return start(keccak256(abi.encode(beacon, "attesters")), pool, count);
    }

    function isOver(Draw memory draw) internal pure returns (bool) {
        return draw.taken == draw.positions.length;
    }

    function next(Draw memory draw) internal pure returns (uint256 picked) {
        uint256 index = draw.taken;
        uint256 random = uint256(keccak256(abi.encode(draw.seed, index)));
        uint256 position = index + random % (draw.pool - index);
        picked = _valueAt(draw, position);
        draw.positions[index] = position;
        draw.values[index] = _valueAt(draw, index);
        draw.taken = index + 1;
    }

    /// The latest move to a position wins.
    function _valueAt(Draw memory draw, uint256 position) private pure returns (uint256 value) {
        (uint256[] memory positions, uint256[] memory values) = (draw.positions, draw.values);
        uint256 taken = draw.taken;
        value = position;
        // By pointer, from the latest move down: `taken` never exceeds the length of the arrays.
        assembly ("memory-safe") {
            for { let at := add(positions, shl(5, taken)) } gt(at, positions) {
                at := sub(at, 0x20)
            } {
                if eq(mload(at), position) {
                    value := mload(add(sub(at, positions), values))
                    break
                }
            }
        }
    }
}
