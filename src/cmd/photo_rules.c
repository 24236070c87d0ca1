/*
 * `tucai photo rules`: the table of rules with its texts and the profile's limits, as Markdown: the
 * first half of docs/photo-rules.md.
 */
#include <math.h>
#include <stdio.h>

#include <idphoto/rule.h>

#include "src/cmd/calibrate_table.h"
#include "src/cmd/cmd.h"

static const char usage[] = "Usage: tucai photo rules [OPTIONS]\n"
                            "Prints every rule: code, measure, clause, limit, kind, texts.";

static const char *get_lock_name(IdpLockClass lock)
{
    static const char *const names[] = {[IDP_LOCK_NONE] = "-",
                                        [IDP_LOCK_OTHER] = "photo",
                                        [IDP_LOCK_AUTHENTICITY] = "authenticity"};

    return names[lock];
}

static void print_limits(IdpLimits limits, FILE *stream)
{
    if (isnan(limits.min))
        fputs("the standard's", stream);
    else if (isfinite(limits.min) && isfinite(limits.max))
        fprintf(stream, "%.6g .. %.6g", limits.min, limits.max);
    else if (isfinite(limits.min))
        fprintf(stream, ">= %.6g", limits.min);
    else
        fprintf(stream, "<= %.6g", limits.max);
}

static int print_table(const IdpProfile *profile)
{
    const IdpRule *rule;
    Table table;

    if (table_start(&table))
        return -1;
    fputs("code\tmeasure\tname\tclause\tlimit\tunit\tkind\texception\tlock\n", table.rows);
    for (size_t i = 0; (rule = idp_rule_get(i)); i++) {
        fprintf(table.rows, "%s\t%s\t%s, %s\t%d\t", rule->code, rule->measure, rule->name.zh,
                rule->name.en, rule->clause);
        print_limits(profile->limits[i], table.rows);
        fprintf(table.rows, "\t%s\t%s\t%s\t%s\n", rule->unit, rule->is_hard ? "hard" : "advisory",
                rule->can_be_excepted ? "yes" : "-", get_lock_name(rule->lock));
    }
    table_finish(&table, 1, stdout);
    return 0;
}

static int print_texts(void)
{
    const IdpRule *rule;
    Table table;

    if (table_start(&table))
        return -1;
    fputs("code\tmeasure\twhat is wrong\twhat to do\n", table.rows);
    for (size_t i = 0; (rule = idp_rule_get(i)); i++)
        fprintf(table.rows, "%s\t%s\t%s<br>%s\t%s<br>%s\n", rule->code, rule->measure,
                rule->text.zh, rule->text.en, rule->tip.zh, rule->tip.en);
    table_finish(&table, 1, stdout);
    return 0;
}

static int print_clauses(void)
{
    Table table;

    if (table_start(&table))
        return -1;
    fputs("clause\ttext\n", table.rows);
    for (int clause = 0; clause <= IDP_CLAUSES; clause++)
        fprintf(table.rows, "%d\t%s<br>%s\n", clause, idp_clause_get(clause)->zh,
                idp_clause_get(clause)->en);
    table_finish(&table, 1, stdout);
    return 0;
}

static void print_advisory(void)
{
    const IdpRule *rule;

    for (size_t i = 0; (rule = idp_rule_get(i)); i++)
        if (!rule->is_hard)
            printf("- %s/%s: %s, %s\n", rule->code, rule->measure, rule->name.zh, rule->name.en);
}

int cmd_photo_rules(int argc, char **argv)
{
    const char *profile_name = "graduation";
    const Option options[] = {
        {"profile", 0, OPTION_TEXT, &profile_name, 0, 0, "NAME", "default: graduation"},
        {0},
    };
    const IdpProfile *profile;
    Operands operands;
    int is_done, status = cmd_parse(usage, options, argc, argv, &operands, &is_done);

    if (is_done)
        return status;
    profile = cmd_find_profile(profile_name);
    if (!profile || operands.n_values)
        return CMD_USAGE;
    printf("## The rules\n\nLimits are those of the profile %s. Clause 0 is the national "
           "standard.\n\n",
           profile->name);
    status = print_table(profile);
    puts("\n## What the student reads\n");
    status = status ? status : print_texts();
    puts("\n## The clauses\n");
    status = status ? status : print_clauses();
    puts("\n## What only warns\n\nThese are seen too seldom, or too often where nothing is wrong, "
         "to refuse a photo by: the student is\nwarned and the reviewer is shown the place. The "
         "rates below say how weak each is.\n");
    print_advisory();
    if (status)
        fputs("tucai: out of memory\n", stderr);
    return status ? CMD_INTERNAL : CMD_OK;
}
