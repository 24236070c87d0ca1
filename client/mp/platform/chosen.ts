/* For the compiler and the editor; the build puts mp.ts or web.ts here. */
export { platform } from "./web";
