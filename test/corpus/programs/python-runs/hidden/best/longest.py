def longest(numbers):
    best = length = 0
    last = None
    for number in numbers:
        length = length + 1 if number == last else 1
        last = number
        if length > best:
            best = length
    return best
