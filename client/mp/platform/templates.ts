/*
 * The templates of status messages that the site has at WeChat (订阅消息, docs/wechat-release.md); the
 * build of the package puts the site's own here. Without any, messages come to the inbox alone.
 */
export const messageTemplates: readonly string[] = [];
