// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Voucher bank
/// @notice Customers pay in once and then pay with signed vouchers, which their payees redeem when
/// it suits them. Nobody needs gas to pay.
contract VoucherBank {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)");
    bytes32 private constant VOUCHER_TYPE =
        keccak256("Voucher(address payer,address payee,uint256 amount,uint256 validUntil)");
    uint256 private constant HALF_ORDER =
        0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    bytes32 private immutable domain;
    mapping(address => uint256) public balanceOf;
    mapping(bytes32 => bool) public cancelled;
    uint256 public deposits;

    event PaidIn(address indexed payer, uint256 amount);
    event Redeemed(address indexed payer, address indexed payee, uint256 amount);
    event Cancelled(address indexed payer, bytes32 voucher);

    error Expired(uint256 validUntil);
    error BadSignature();
    error IsCancelled();
    error Uncovered(uint256 held, uint256 amount);

    constructor() {
        domain = keccak256(
            abi.encode(DOMAIN_TYPE, keccak256("VoucherBank"), block.chainid, address(this))
        );
    }

    function payIn() external payable {
        balanceOf[msg.sender] += msg.value;
        deposits += msg.value;
        emit PaidIn(msg.sender, msg.value);
    }

    function takeOut(uint256 amount) external {
        _spend(msg.sender, payable(msg.sender), amount);
    }

    /// @notice What a payer signs.
    function voucherHash(
        address payer,
        address payee,
        uint256 amount,
        uint256 validUntil
    ) public view returns (bytes32) {
        bytes32 content = keccak256(abi.encode(VOUCHER_TYPE, payer, payee, amount, validUntil));
        return keccak256(abi.encodePacked("\x19\x01", domain, content));
    }

    function redeem(
        address payer,
        address payable payee,
        uint256 amount,
        uint256 validUntil,
        bytes calldata signature
    ) external {
        if (block.timestamp > validUntil) revert Expired(validUntil);
        bytes32 digest = voucherHash(payer, payee, amount, validUntil);
        if (cancelled[digest]) revert IsCancelled();
        if (_signerOf(digest, signature) != payer) revert BadSignature();
        _spend(payer, payee, amount);
        emit Redeemed(payer, payee, amount);
    }

    /// @notice Makes a voucher of the caller worthless.
    function cancel(address payee, uint256 amount, uint256 validUntil) external {
        bytes32 digest = voucherHash(msg.sender, payee, amount, validUntil);
        cancelled[digest] = true;
        emit Cancelled(msg.sender, digest);
    }

    function _spend(address payer, address payable payee, uint256 amount) private {
        uint256 held = balanceOf[payer];
        if (held < amount) revert Uncovered(held, amount);
        balanceOf[payer] = held - amount;
        deposits -= amount;
        (bool sent, ) = payee.call{value: amount}("");
        require(sent, "payment failed");
    }

    function _signerOf(bytes32 digest, bytes calldata signature) private pure returns (address) {
        if (signature.length != 65) revert BadSignature();
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        if (uint256(s) > HALF_ORDER) revert BadSignature();
        return ecrecover(digest, uint8(signature[64]), r, s);
    }
}
