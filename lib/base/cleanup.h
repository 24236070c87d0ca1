/* Scope-bound clean-up: a variable declared with cleanup_with(f) is passed to f by address at scope
 * end. */
#ifndef LIB_BASE_CLEANUP_H
#define LIB_BASE_CLEANUP_H

#include <stdlib.h>

#define cleanup_with(function) __attribute__((cleanup(function)))

/* Defines function_p(T **): frees what the pointer holds; function must accept NULL. */
#define DEFINE_CLEANUP(type, function)                                                             \
    static inline void function##_p(type **pointer)                                                \
    {                                                                                              \
        function(*pointer);                                                                        \
    }

static inline void cleanup_free_p(void *pointer)
{
    free(*(void **)pointer);
}

#define cleanup_free cleanup_with(cleanup_free_p)

/* Hands the value of a pointer variable on and clears the variable. */
#define TAKE_PTR(pointer)                                                                          \
    __extension__({                                                                                \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    })

#endif
