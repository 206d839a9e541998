"""The cheapest way of giving every child one place: the Hungarian method."""

import numpy as np
from numpy.typing import NDArray


def cheapest(cost: NDArray[np.float64]) -> list[int]:
    """The column for each row of a square matrix, every column once, with the smallest total cost."""
    size = len(cost)
    row_price, column_price = np.zeros(size + 1), np.zeros(size + 1)
    row_of = np.zeros(size + 1, np.intp)
    for row in range(1, size + 1):
        row_of[0] = row
        column = 0
        nearest = np.full(size + 1, np.inf)
        came_from = np.zeros(size + 1, np.intp)
        used = np.zeros(size + 1, np.bool_)
        while row_of[column]:
            used[column] = True
            at = row_of[column]
            reduced = cost[at - 1] - row_price[at] - column_price[1:]
            better = ~used[1:] & (reduced < nearest[1:])
            nearest[1:][better] = reduced[better]
            came_from[1:][better] = column
            open_columns = np.where(used, np.inf, nearest)
            column = int(np.argmin(open_columns))
            step = open_columns[column]
            row_price[row_of[used]] += step
            column_price[used] -= step
            nearest[~used] -= step
        while column:
            before = came_from[column]
            row_of[column] = row_of[before]
            column = int(before)
    chosen = [0] * size
    for column in range(1, size + 1):
        chosen[row_of[column] - 1] = column - 1
    return chosen
