/* node client/e2e/shots.mjs [LOOK...]: takes the pictures of shots.ts; of these looks, or of all. */
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const [file] = await bundle(["shots"]);

await import(pathToFileURL(file).href);
