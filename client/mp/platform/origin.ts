/* Where the mini program finds the server; the build of the package puts the site's own here. */
export const origin = "";
