/*
 * `tucai seed demo`: a province to look at and to test on. Schools, texts and accounts first, then
 * the students in pieces of transactions; what there is to know is printed at the end. One thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/alloc.h"
#include "src/app/roster.h"
#include "src/app/staff.h"
#include "src/cmd/cmd.h"
#include "src/cmd/demo_codes.h"
#include "src/cmd/demo_people.h"
#include "src/cmd/demo_province.h"
#include "src/cmd/site.h"
#include "src/cmd/video.h"

enum {
    STUDENTS = 2000,
    STUDENTS_FOR_TESTS = 60,
    STUDENTS_MIN = 30,
    PIECE = 200,
    N_PRINTED = 3, /* students of each school */
    N_STAFF = 3 + 2 * DEMO_SCHOOLS
};

/* Of which the passwords are printed. */
typedef struct Account {
    char login[STAFF_LOGIN_MAX + 1];
    Role role;
    const DemoSchool *school; /* NULL: the centre's */
    char password[CRYPT_TOKEN_BYTES];
} Account;

typedef struct Seeding {
    const char *config_path, *purpose, *video_path; /* NULL: none */
    long n_students;
    Site site;
    Db *db;
    DemoProvince province;
    Account accounts[N_STAFF];
    DemoCode codes[DEMO_SCHOOLS][N_PRINTED]; /* of schools that verify by them */
} Seeding;

/* --- staff */

static void name_accounts(Account accounts[N_STAFF])
{
    static const Role centre[] = {ROLE_CENTRE, ROLE_RETOUCHER, ROLE_AUDITOR};
    size_t n = 0;

    for (size_t i = 0; i < sizeof centre / sizeof centre[0]; i++, n++) {
        accounts[n] = (Account){.role = centre[i]};
        snprintf(accounts[n].login, sizeof accounts[n].login, "%s", role_get_name(centre[i]));
    }
    for (size_t i = 0; i < DEMO_SCHOOLS; i++) {
        for (int is_college = 0; is_college < 2; is_college++, n++) {
            accounts[n] = (Account){.role = is_college ? ROLE_COLLEGE : ROLE_SCHOOL,
                                    .school = &demo_schools[i]};
            snprintf(accounts[n].login, sizeof accounts[n].login, "%s%zu",
                     role_get_name(accounts[n].role), i + 1);
        }
    }
}

static int add_staff(Seeding *seeding, Message *message)
{
    int status = STATUS_OK;

    name_accounts(seeding->accounts);
    for (size_t i = 0; !status && i < N_STAFF; i++) {
        Account *account = &seeding->accounts[i];
        const DemoSchool *school = account->school;
        const StaffNew new_staff = {.login = account->login,
                                    .role = account->role,
                                    .school_code = school ? school->code : NULL,
                                    .college_name = school && account->role == ROLE_COLLEGE
                                                        ? school->colleges[0].name
                                                        : NULL};

        status = staff_add(&seeding->site.app, seeding->db, &new_staff, account->password, message);
    }
    return status;
}

/* --- students */

typedef struct Piece {
    DemoPerson people[PIECE];
    char classes[PIECE][STUDENT_TEXT_BYTES];
    RosterEntry entries[PIECE];
    Student students[PIECE];
} Piece;

/* The i-th of the piece; whole classes stay in one college. */
static void fill(const Seeding *seeding, size_t school, size_t position, size_t i, Piece *piece)
{
    const DemoSchool *its = &demo_schools[school];
    const size_t n_class = position / DEMO_CLASS_SIZE, college = n_class % its->n_colleges;
    DemoPerson *person = &piece->people[i];

    demo_person_make((unsigned)school + 1, position, person);
    snprintf(piece->classes[i], sizeof piece->classes[i], "%s 22%02zu 班",
             its->colleges[college].major, n_class / its->n_colleges + 1);
    piece->entries[i] = (RosterEntry){.batch_id = seeding->province.batch_ids[school],
                                      .college_id = seeding->province.college_ids[school][college],
                                      .name = person->name,
                                      .student_number = person->student_number,
                                      .identity = person->identity,
                                      .unique_number = person->unique_number,
                                      .major = its->colleges[college].major,
                                      .class_name = piece->classes[i]};
}

static int add_students_of(Seeding *seeding, size_t school, Piece *piece, Message *message)
{
    const size_t n_all =
        (size_t)seeding->n_students * (size_t)demo_schools[school].share_percent / 100;
    int status = STATUS_OK;

    for (size_t from = 0; !status && from < n_all; from += PIECE) {
        const size_t n = n_all - from < PIECE ? n_all - from : PIECE;

        for (size_t i = 0; i < n; i++)
            fill(seeding, school, from + i, i, piece);
        status = roster_add_all(&seeding->site.app, seeding->db, seeding->site.keys, piece->entries,
                                n, piece->students, message);
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r%s: %zu of %zu students%s", demo_schools[school].code, from + n,
                    n_all, from + n == n_all ? "\n" : "");
    }
    return status;
}

static int add_students(Seeding *seeding, Message *message)
{
    Piece *piece = ALLOC_NEW(Piece);
    int status = STATUS_OK;

    if (!piece)
        return status_set(message, STATUS_MEMORY, "out of memory for students");
    for (size_t school = 0; !status && school < DEMO_SCHOOLS; school++)
        status = add_students_of(seeding, school, piece, message);
    free(piece);
    return status;
}

/* --- capture codes, of those who are printed */

static int add_codes(Seeding *seeding, Message *message)
{
    DemoPerson person;
    int status = STATUS_OK;

    for (size_t school = 0; school < DEMO_SCHOOLS; school++) {
        const DemoSchool *its = &demo_schools[school];

        if (strcmp(its->verification, "code") != 0)
            continue;
        for (size_t i = 0; !status && i < N_PRINTED; i++) {
            demo_person_make((unsigned)school + 1, i, &person);
            status = demo_code_make(&seeding->site, its->code, &person, &seeding->codes[school][i],
                                    message);
        }
    }
    return status;
}

/* --- what there is to know */

static void print_students(const Seeding *seeding, size_t school)
{
    DemoPerson person;

    for (size_t i = 0; i < N_PRINTED; i++) {
        const DemoCode *code = &seeding->codes[school][i];

        demo_person_make((unsigned)school + 1, i, &person);
        printf("  student   %s  %s  %s\n", person.student_number, person.identity, person.name);
        if (*code->text)
            printf("            %s\n            %s\n", code->picture, code->text);
    }
}

static void print_staff(const Seeding *seeding, const DemoSchool *school)
{
    for (size_t i = 0; i < N_STAFF; i++) {
        const Account *account = &seeding->accounts[i];

        if (account->school == school)
            printf("  %-9s %-10s %s\n", role_get_name(account->role), account->login,
                   account->password);
    }
}

static void print_all(const Seeding *seeding)
{
    puts(
        "Nobody of these lives: names and numbers are made up. Students: student number, identity\n"
        "number, name; picture and text of the capture code where one is wanted. Staff: login, "
        "first\n"
        "password, to be changed at the first log-in.\n");
    puts("centre");
    print_staff(seeding, NULL);
    for (size_t i = 0; i < DEMO_SCHOOLS; i++) {
        printf("\nschool %s %s: %s\n", demo_schools[i].code, demo_schools[i].name,
               demo_schools[i].what);
        print_students(seeding, i);
        print_staff(seeding, &demo_schools[i]);
    }
}

/* --- the command */

static int seed(Seeding *seeding, Message *message)
{
    Site *site = &seeding->site;
    Video video;
    int status = db_pool_take(site->db, DB_PATIENCE_MS, &seeding->db, message);

    if (!status)
        status = demo_province_add(&site->app, seeding->db, &seeding->province, message);
    if (!status && seeding->video_path)
        status = video_add(site, seeding->db, seeding->video_path, &video, message);
    if (!status)
        status = add_staff(seeding, message);
    if (!status)
        status = add_students(seeding, message);
    if (!status)
        status = add_codes(seeding, message);
    if (seeding->db)
        db_pool_put(site->db, seeding->db);
    return status;
}

static int open_and_seed(Seeding *seeding)
{
    Message message;
    int status = site_open(seeding->config_path, false, &seeding->site, &message);

    if (!status)
        status = seed(seeding, &message);
    if (!status)
        print_all(seeding);
    site_done(&seeding->site);
    crypt_wipe(seeding->accounts, sizeof seeding->accounts);
    return status ? site_complain(status == STATUS_CONFLICT ? STATUS_ARGUMENT : status, &message)
                  : CMD_OK;
}

int cmd_seed_demo(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai seed demo [--students N] [--video FILE] [--for tests]\n\n"
        "Fills an empty database with a demo province: three schools, their students and staff,\n"
        "texts, capture codes ([students] registry = simulator reads them; pictures in the data\n"
        "folder). Prints whom one can be. Exit: 2 if there are schools already.\n";
    Seeding seeding = {.n_students = STUDENTS};
    const Option options[] = {
        {"config", 'c', OPTION_TEXT, &seeding.config_path, 0, 0, "FILE", "the settings"},
        {"students", 'n', OPTION_NUMBER, &seeding.n_students, STUDENTS_MIN, DEMO_PEOPLE_MAX, "N",
         "how many; 2000"},
        {"video", 'v', OPTION_TEXT, &seeding.video_path, 0, 0, "FILE",
         "the film to watch, MP4 or WebM; without it there is nothing to watch"},
        {"for", 0, OPTION_TEXT, &seeding.purpose, 0, 0, "tests", "60 students"},
        {0}};
    Operands operands;
    int is_done;
    const int status = cmd_parse_words(usage, options, argc, argv, 0, &operands, &is_done);

    if (is_done)
        return status;
    if (seeding.purpose && strcmp(seeding.purpose, "tests") != 0)
        return cmd_refuse(usage);
    if (seeding.purpose)
        seeding.n_students = STUDENTS_FOR_TESTS;
    return open_and_seed(&seeding);
}
