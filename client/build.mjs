/*
 * Builds the client from one source:
 *
 *   node client/build.mjs web OUT         the pages as a web application, on the host of webhost/
 *   node client/build.mjs mp OUT [ORIGIN [APPID [TEMPLATE...]]]
 *                                         the package for WeChat's developer tools. ORIGIN: where the
 *                                         server is, "https://photo.example.edu.cn"; APPID and up to
 *                                         three TEMPLATEs of messages: as the account at WeChat has them
 *   node client/build.mjs hosted MP OUT   the package MP, run in the browser by the host: for tests
 */
import { join, resolve } from "node:path";
import { buildPackage } from "./build/package.mjs";
import { client } from "./build/program.mjs";
import { buildWeb } from "./build/web.mjs";

const [what, ...words] = process.argv.slice(2);

if (what === "web") await buildWeb(join(client, "mp"), resolve(words[0]));
else if (what === "mp") {
    const [out, origin = "", appId = "", ...templates] = words;

    await buildPackage(resolve(out), { origin, appId, templates });
} else if (what === "hosted") await buildWeb(resolve(words[0]), resolve(words[1]));
else throw new Error(`what should be built? web, mp or hosted, not ${what}`);
