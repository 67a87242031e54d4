// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Club treasury
/// @notice Money leaves in three steps: a clerk proposes a payment, enough approvers agree, anybody
/// executes it after a delay. The president appoints clerks and approvers.
contract ClubTreasury {
    struct Payment {
        address payable to;
        uint256 amount;
        uint64 proposedAt;
        uint32 approvals;
        bool executed;
    }

    uint256 public constant DELAY = 1 days;

    address public president;
    uint32 public quorum;
    mapping(address => bool) public isClerk;
    mapping(address => bool) public isApprover;
    Payment[] public payments;
    mapping(uint256 => mapping(address => bool)) public hasApproved;

    event Received(address indexed from, uint256 amount);
    event ClerkSet(address indexed clerk, bool active);
    event ApproverSet(address indexed approver, bool active);
    event QuorumSet(uint32 quorum);
    event Proposed(uint256 indexed id, address indexed to, uint256 amount);
    event Approved(uint256 indexed id, address indexed approver);
    event Executed(uint256 indexed id);

    error NotPresident();
    error NotClerk();
    error NotApprover();
    error AlreadyApproved();
    error NotReady();

    modifier onlyPresident() {
        if (msg.sender != president) revert NotPresident();
        _;
    }

    constructor(uint32 quorum_) {
        president = msg.sender;
        quorum = quorum_;
    }

    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    function setClerk(address clerk, bool active) external onlyPresident {
        isClerk[clerk] = active;
        emit ClerkSet(clerk, active);
    }

    /// @notice Appoints or dismisses an approver.
    function setApprover(address approver, bool active) external onlyPresident {
        isApprover[approver] = active;
        emit ApproverSet(approver, active);
    }

    function setQuorum(uint32 quorum_) external onlyPresident {
        require(quorum_ > 0, "quorum");
        quorum = quorum_;
        emit QuorumSet(quorum_);
    }

    /// @notice A clerk or an approver may ask for a payment.
    function propose(address payable to, uint256 amount) external returns (uint256 id) {
        if (!isClerk[msg.sender] && !isApprover[msg.sender]) revert NotClerk();
        id = payments.length;
        payments.push(Payment(to, amount, uint64(block.timestamp), 0, false));
        emit Proposed(id, to, amount);
    }

    function approve(uint256 id) external {
        if (!isApprover[msg.sender]) revert NotApprover();
        if (hasApproved[id][msg.sender]) revert AlreadyApproved();
        hasApproved[id][msg.sender] = true;
        payments[id].approvals += 1;
        emit Approved(id, msg.sender);
    }

    function execute(uint256 id) external {
        Payment storage payment = payments[id];
        bool ready = payment.approvals >= quorum && block.timestamp >= payment.proposedAt + DELAY;
        if (payment.executed || !ready) revert NotReady();
        payment.executed = true;
        (bool sent, ) = payment.to.call{value: payment.amount}("");
        require(sent, "payment failed");
        emit Executed(id);
    }

    function paymentCount() external view returns (uint256) {
        return payments.length;
    }
}
