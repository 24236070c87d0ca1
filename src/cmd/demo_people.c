/* Characters of frequent names, chosen by a hash of the position (splitmix64, Steele et al. 2014).
 */
#include "src/cmd/demo_people.h"

#include <stdint.h>
#include <stdio.h>

enum { WITH_DOT = 5, WITH_PASSPORT = 9, CHARACTER_BYTES = 3 };

/* Three bytes each; the more frequent stand there more often. */
static const char surnames[] =
    "王王王王李李李李张张张张刘刘刘陈陈陈杨杨赵赵黄黄周周吴吴徐徐孙孙胡朱高林何郭马罗梁宋郑谢韩唐"
    "冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔";
static const char mens[] = "伟强磊军洋勇杰涛超明刚平辉鹏华飞斌波宇浩凯健俊帆帅旭宁龙林阳建亮成"
                           "志豪博文轩泽睿晨昊天佑航哲瀚翔越";
static const char womens[] = "芳娜敏静丽艳娟霞秀燕玲桂英红梅洁慧莹雪琳晶欣怡佳嘉雨婷思涵诗梦瑶"
                             "璐倩薇蕾悦彤萱菲妍颖月宁清雅";

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static unsigned choose(uint64_t *state, unsigned n)
{
    return (unsigned)(next(state) % n);
}

/* A character of the list. */
static const char *pick(uint64_t *state, const char *list, size_t n_bytes)
{
    return list + (size_t)choose(state, (unsigned)(n_bytes / CHARACTER_BYTES)) * CHARACTER_BYTES;
}

static void make_name(uint64_t *state, int is_man, char *name)
{
    const char *list = is_man ? mens : womens;
    const size_t n_bytes = is_man ? sizeof mens - 1 : sizeof womens - 1;
    const int is_short = choose(state, 5) == 0;
    const char *surname = pick(state, surnames, sizeof surnames - 1),
               *first = pick(state, list, n_bytes), *second = pick(state, list, n_bytes);

    snprintf(name, NAME_BYTES, "%.3s%.3s%.*s", surname, first, is_short ? 0 : CHARACTER_BYTES,
             second);
}

/* The last digit of the position tells the sex, as the number wants it: odd for men. */
static void make_identity(uint64_t *state, unsigned school, size_t position, char *identity)
{
    const unsigned year = 2003 + choose(state, 2), month = 1 + choose(state, 12),
                   day = 1 + choose(state, 28);

    snprintf(identity, IDENTITY_BYTES, "99%02u%02u%04u%02u%02u%03u", school % 100,
             (unsigned)(position / 1000) % 100, year, month, day, (unsigned)(position % 1000));
    identity[17] = identity_get_check(identity);
    identity[18] = 0;
}

void demo_person_make(unsigned school, size_t position, DemoPerson *ret_person)
{
    uint64_t state = (uint64_t)school << 32 | position;

    make_name(&state, position % 2 == 1, ret_person->name);
    make_identity(&state, school, position, ret_person->identity);
    if (position == WITH_DOT)
        snprintf(ret_person->name, sizeof ret_person->name, "阿依古丽·买买提");
    if (position == WITH_PASSPORT) {
        snprintf(ret_person->name, sizeof ret_person->name, "MARIA GARCIA LOPEZ");
        snprintf(ret_person->identity, sizeof ret_person->identity, "XX99%02u009", school % 100);
    }
    snprintf(ret_person->student_number, sizeof ret_person->student_number, "22%02u%05u",
             school % 100, (unsigned)position + 1);
    snprintf(ret_person->unique_number, sizeof ret_person->unique_number, "CJ990%02u%06u",
             school % 100, (unsigned)position + 1);
}
