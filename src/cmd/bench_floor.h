/*
 * The floor: what no engine on these parts can go below: decode, networks and one encode, each
 * called alone. The ratio to it says what the engine's own work costs, on any machine.
 */
#ifndef SRC_CMD_BENCH_FLOOR_H
#define SRC_CMD_BENCH_FLOOR_H

#include <idphoto/photo.h>

typedef struct Floor {
    double decode_ms;   /* median of the runs */
    double networks_ms; /* each network as often as for one photo with one face */
    double encode_ms;   /* the finished size once, at a quality that fits */
} Floor;

/* Measures n_runs times each on one thread. Errors of the parts. */
int floor_measure(IdpBytes shot, int n_runs, Floor *ret_floor, IdpError *error);

#endif
