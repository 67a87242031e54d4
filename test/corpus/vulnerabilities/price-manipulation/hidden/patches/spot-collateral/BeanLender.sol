// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Token of a coffee roastery
contract BeanToken {
    string public constant symbol = "BEAN";
    uint8 public constant decimals = 18;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor(uint256 supply) {
        balanceOf[msg.sender] = supply;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }
}

/// @title Market between ETH and the token, x * y = k
contract BeanMarket {
    BeanToken public immutable token;

    constructor(BeanToken token_) payable {
        token = token_;
    }

    /// @notice Price of a whole token in wei, at this moment.
    function spotPrice() public view returns (uint256) {
        return (address(this).balance * 1e18) / token.balanceOf(address(this));
    }

    function buy() external payable returns (uint256 tokens) {
        uint256 before = address(this).balance - msg.value;
        tokens = (token.balanceOf(address(this)) * msg.value) / (before + msg.value);
        require(token.transfer(msg.sender, tokens));
    }

    function sell(uint256 tokens) external returns (uint256 amount) {
        uint256 reserve = token.balanceOf(address(this));
        amount = (address(this).balance * tokens) / (reserve + tokens);
        require(token.transferFrom(msg.sender, address(this), tokens));
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "payment failed");
    }
}

/// @title Lender
/// @notice Lends ETH against tokens, up to 60 percent of their value.
contract BeanLender {
    uint256 public constant LOAN_TO_VALUE = 60;

    BeanToken public immutable token;
    BeanMarket public immutable market;
    address public immutable appraiser;
    uint256 public appraisal;
    mapping(address => uint256) public collateralOf;
    mapping(address => uint256) public debtOf;
    uint256 public totalCollateral;
    uint256 public lent;

    event Appraised(uint256 price);
    event Borrowed(address indexed who, uint256 amount);
    event Repaid(address indexed who, uint256 amount);

    constructor(BeanToken token_, BeanMarket market_) payable {
        token = token_;
        market = market_;
        appraiser = msg.sender;
        appraisal = market_.spotPrice();
    }

    /// @notice A careful price that somebody answers for, renewed daily.
    function appraise(uint256 price_) external {
        require(msg.sender == appraiser, "appraiser only");
        appraisal = price_;
        emit Appraised(price_);
    }

    /// @notice Price at which collateral counts.
    function price() public view returns (uint256) {
        uint256 spot = market.spotPrice();
        return spot < appraisal ? spot : appraisal;
    }

    function pledge(uint256 tokens) external {
        require(token.transferFrom(msg.sender, address(this), tokens));
        collateralOf[msg.sender] += tokens;
        totalCollateral += tokens;
    }

    function borrow(uint256 amount) external {
        uint256 value = (collateralOf[msg.sender] * price()) / 1e18;
        debtOf[msg.sender] += amount;
        lent += amount;
        require(debtOf[msg.sender] <= (value * LOAN_TO_VALUE) / 100, "too little collateral");
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "payment failed");
        emit Borrowed(msg.sender, amount);
    }

    function repay() external payable {
        uint256 debt = debtOf[msg.sender];
        require(msg.value == debt, "the whole debt");
        debtOf[msg.sender] = 0;
        lent -= debt;
        uint256 tokens = collateralOf[msg.sender];
        collateralOf[msg.sender] = 0;
        totalCollateral -= tokens;
        require(token.transfer(msg.sender, tokens));
        emit Repaid(msg.sender, debt);
    }

    /// @notice What the collateral is worth by the careful price.
    function backing() external view returns (uint256) {
        return (totalCollateral * appraisal) / 1e18;
    }
}
