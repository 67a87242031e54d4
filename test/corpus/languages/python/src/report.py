def show(rows):
    for row in rows:
        print(f"{row['name']}: {row['total']:.2f}")
    return sum(row['total'] for row in rows

print(show([]))
