/* The table. */
#include "src/api/problems.h"

static const Problem problems[PROBLEM_COUNT] = {
    [PROBLEM_BAD_REQUEST] = {400, "bad-request", "请求的格式不正确", "The request is malformed"},
    [PROBLEM_NOT_JSON] = {415, "not-json", "请求的内容应为 JSON", "The request must be JSON"},
    [PROBLEM_LOG_IN] = {401, "log-in", "请先登录", "Please log in"},
    [PROBLEM_CSRF] = {403, "csrf", "页面已过期，请刷新后重试",
                      "The page is out of date; please reload it and try again"},
    [PROBLEM_FORBIDDEN] = {403, "forbidden", "没有权限进行此操作", "You may not do this"},
    [PROBLEM_PASSWORD_FIRST] = {403, "password-first", "请先修改初始密码",
                                "Please change your first password before anything else"},
    [PROBLEM_NOT_FOUND] = {404, "not-found", "没有找到", "There is no such thing"},
    [PROBLEM_CHANGED] = {412, "changed", "内容已被他人修改，请刷新后重试",
                         "Somebody else has changed this; please reload it and try again"},
    [PROBLEM_VERSION_WANTED] = {428, "version-wanted", "缺少版本号（If-Match）",
                                "The version that is changed is missing (If-Match)"},
    [PROBLEM_TOO_MANY] = {429, "too-many", "操作过于频繁，请稍后再试",
                          "Too many requests; please try again later"},
    [PROBLEM_BUSY] = {503, "busy", "系统繁忙，请稍后再试",
                      "The system is busy; please try again shortly"},
    [PROBLEM_UNAVAILABLE] = {503, "unavailable", "系统暂时不可用，请稍后再试",
                             "The system is not available; please try again later"},
    [PROBLEM_INTERNAL] = {500, "internal", "系统出现错误，请稍后再试",
                          "Something went wrong; please try again"},
    [PROBLEM_LOGIN_REFUSED] = {401, "login-refused",
                               "登录名、密码或动态码不正确，或多次失败后账号暂时锁定",
                               "Wrong login, password or code, or locked for a while after several "
                               "failures"},
    [PROBLEM_CODE_WANTED] = {401, "code-wanted", "请输入动态码",
                             "Please enter the code of your authenticator"},
    [PROBLEM_CODE_WRONG] = {422, "code-wrong", "动态码不正确", "The code is wrong"},
    [PROBLEM_TOTP_EXISTS] = {409, "totp-exists", "已启用动态码",
                             "There is an authenticator already"},
    [PROBLEM_TOTP_MISSING] = {409, "totp-missing", "没有待确认的动态码",
                              "No authenticator waits to be confirmed"},
    [PROBLEM_PASSWORD_OLD_WRONG] = {422, "password-old-wrong", "原密码不正确",
                                    "The old password is wrong"},
    [PROBLEM_PASSWORD_TOO_SHORT] = {422, "password-too-short", "新密码至少 10 个字符",
                                    "The new password needs at least 10 characters"},
    [PROBLEM_PASSWORD_TOO_LONG] = {422, "password-too-long", "新密码过长",
                                   "The new password is too long"},
    [PROBLEM_PASSWORD_IS_LOGIN] = {422, "password-is-login", "新密码不能与登录名相同",
                                   "The new password must not be the login"},
    [PROBLEM_PASSWORD_IS_OLD] = {422, "password-is-old", "新密码不能与原密码相同",
                                 "The new password must differ from the old one"},
};

const Problem *problem_get(ProblemId id)
{
    return &problems[id];
}
