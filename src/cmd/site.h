/*
 * A site: the settings and everything they name, opened. What the commands of the server share.
 *
 * The data folder (${TUCAI_DATA:-.data}) is made if it is missing, for its owner only. A master key
 * is made only in a folder that is empty: elsewhere a missing one was lost, and a new one would
 * hide that.
 */
#ifndef SRC_CMD_SITE_H
#define SRC_CMD_SITE_H

#include <signal.h>
#include <stdbool.h>

#include "src/app/app.h"
#include "src/blob/blob.h"
#include "src/cmd/settings.h"
#include "src/pipeline/makers.h"
#include "src/registry/registry.h"
#include "src/store/keys.h"
#include "src/store/pool.h"

typedef struct Site {
    Settings settings; /* with no address left empty */
    char data_dir[CONFIG_TEXT_BYTES];
    bool is_new;
    size_t n_makers; /* that make photos in this process; 0: none */
    Log log;
    CryptKey master;
    bool has_app;
    App app;
    KeyStore *keys;
    DbPool *db;
    BlobStore *blobs;
    IdpEngine *engine;
    Bell bell; /* rung by the makers, for those who wait for a photo */
    Makers *makers;
} Site;

/* Settings, data folder, master key. Each of these: 0, or a status with a line for the operator. */
int site_init(const char *config_path, Site *ret_site, Message *ret_message);

/* The same, but a master key is never made: NOT_FOUND without one. */
int site_init_existing(const char *config_path, Site *ret_site, Message *ret_message);

int site_open_database(Site *site, Message *ret_message); /* connects when first used */
int site_open_keys(Site *site, Message *ret_message);     /* and the app, which has keys too */
int site_open_photos(Site *site, Message *ret_message);

/* These three, and the database is up to date: brought there, or else NOT_FOUND if it is not. */
int site_open_stores(Site *site, bool may_migrate, Message *ret_message);

/* All of it, the database brought up to date if the settings say so. On failure too the site is
 * to be done with. is_worker: the process makes photos and nothing else. */
int site_open(const char *config_path, bool is_worker, Site *ret_site, Message *ret_message);

/* The key of the simulated registry: issue codes with it (src/registry/simulator.h). */
CryptKey site_get_simulator_key(const Site *site);

/* The registry of the settings; NULL: none. To be freed. */
int site_open_registry(const Site *site, Registry **ret_registry, Message *ret_message);

/* Loads the models, which judge what retouchers hand in too, and starts site->n_makers. */
int site_start_makers(Site *site, Message *ret_message);

/* Blocks the signals that end a process, before threads start, so that only sigtimedwait takes
 * them. */
void site_hold_signals(sigset_t *ret_signals);

/* Brings the database up to date, or only looks whether it is (NOT_FOUND). */
int site_migrate(Site *site, bool may_change, size_t *ret_n_applied, Message *ret_message);

/* Lets the makers finish; closes everything. */
void site_done(Site *site);

/* Prints the line as the program's; CMD_USAGE for bad settings, else CMD_INTERNAL. */
int site_complain(int status, const Message *message);

#endif
