/*
 * What ./dev check says of the client besides types and format:
 *
 *   node client/check.mjs WORK     the rules of check/rules.mjs; and the package, built in the
 *                                  folder WORK, read by WeChat's own compilers
 */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { rules } from "./check/rules.mjs";
import { canCompile, compilePackage } from "./check/wechat.mjs";
import { client } from "./build/program.mjs";

const work = resolve(process.argv[2]);
const root = join(work, "miniprogram");
const findings = rules.flatMap((rule) => rule(client));

execFileSync(process.execPath, [join(client, "build.mjs"), "mp", root], { stdio: "inherit" }); // refuses what is too large
if (canCompile) findings.push(...compilePackage(root, join(work, "compilers")));
else console.log("note: WeChat's compilers do not run on this machine; they were left out");

for (const finding of findings) console.log(finding);
process.exit(findings.length > 0 ? 1 : 0);
