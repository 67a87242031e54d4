def rate(amount, percent=2):
    return amount * percent / 100


def total(amounts):
    match amounts:
        case []:
            return 0
        case [first, *rest]:
            return first + total(rest)
