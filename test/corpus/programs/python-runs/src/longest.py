def longest(numbers):
    best = 0
    for start in range(len(numbers)):
        length = 0
        while start + length < len(numbers) and numbers[start + length] == numbers[start]:
            length += 1
        best = max(best, length)
    return best
