/* Everything that can be wrong with a request, with its stable code and its text in both languages:
 * one table. Constant data. */
#ifndef SRC_API_PROBLEMS_H
#define SRC_API_PROBLEMS_H

typedef enum ProblemId {
    PROBLEM_BAD_REQUEST,
    PROBLEM_NOT_JSON,
    PROBLEM_LOG_IN,
    PROBLEM_CSRF,
    PROBLEM_FORBIDDEN,
    PROBLEM_PASSWORD_FIRST,
    PROBLEM_NOT_FOUND,
    PROBLEM_CHANGED,        /* by somebody else, since it was read */
    PROBLEM_VERSION_WANTED, /* If-Match */
    PROBLEM_TOO_MANY,
    PROBLEM_BUSY,
    PROBLEM_UNAVAILABLE,
    PROBLEM_INTERNAL,
    PROBLEM_LOGIN_REFUSED,
    PROBLEM_CODE_WANTED,
    PROBLEM_CODE_WRONG,
    PROBLEM_TOTP_EXISTS,
    PROBLEM_TOTP_MISSING,
    PROBLEM_PASSWORD_OLD_WRONG,
    PROBLEM_PASSWORD_TOO_SHORT,
    PROBLEM_PASSWORD_TOO_LONG,
    PROBLEM_PASSWORD_IS_LOGIN,
    PROBLEM_PASSWORD_IS_OLD,
    PROBLEM_COUNT
} ProblemId;

typedef struct Problem {
    unsigned status;
    const char *code, *zh, *en;
} Problem;

const Problem *problem_get(ProblemId id);

#endif
