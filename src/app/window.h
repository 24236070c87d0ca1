/* When a batch takes photos: its window, its daily hours, its closed days. Pure functions. */
#ifndef SRC_APP_WINDOW_H
#define SRC_APP_WINDOW_H

#include "src/model/batch.h"

typedef enum WindowState {
    WINDOW_OPEN,
    WINDOW_NOT_YET,   /* the first day has not come */
    WINDOW_OFF_HOURS, /* inside the window, but before or after the hours, or on a closed day */
    WINDOW_ENDED
} WindowState;

typedef struct WindowInfo {
    WindowState state;
    int64_t opens_ms;  /* next opening; 0: never again. When open: the start of this opening */
    int64_t closes_ms; /* when open: the end of this opening; else 0 */
} WindowInfo;

/* The borders: open at the first moment, closed at the last one. */
WindowInfo window_get(const Batch *batch, int64_t now_ms);

#endif
