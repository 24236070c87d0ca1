/*
 * Quickselect (Hoare 1961, "Find"): linear on the data of pictures. Worst case quadratic, which the
 * middle element as pivot keeps away from sorted and constant data.
 */
#include "lib/base/select.h"

float select_nth(float *values, size_t n, size_t k)
{
    const ptrdiff_t wanted = (ptrdiff_t)k;
    ptrdiff_t first = 0, last = (ptrdiff_t)n - 1;

    while (first < last) {
        const float pivot = values[first + (last - first) / 2];
        ptrdiff_t i = first, j = last;

        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (pivot < values[j])
                j--;
            if (i <= j) {
                const float value = values[i];

                values[i++] = values[j];
                values[j--] = value;
            }
        }
        if (wanted <= j)
            last = j;
        else if (wanted >= i)
            first = i;
        else
            break; /* between the parts: all of them are the pivot */
    }
    return values[k];
}
