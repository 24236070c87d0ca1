/* What axe-core finds on a page: rules of WCAG 2.0 to 2.2, levels A and AA. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ROOT } from "./place";

const SOURCE = readFileSync(join(ROOT, "client/node_modules/axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

interface Finding {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Each violation as one text; [] for a clean page. */
export async function findViolations(page: Page): Promise<string[]> {
  // What lies under the actions at the bottom comes out by scrolling: it is not covered for good.
  await page.evaluate(() => {
    for (const bar of document.querySelectorAll<HTMLElement>(".frame-actions")) bar.style.position = "static";
  });
  await page.evaluate(SOURCE); // by the debugger: the page's policy stays as it is
  const findings = await page.evaluate(async (tags): Promise<Finding[]> => {
    const { axe } = globalThis as unknown as {
      axe: { run(where: Document, how: unknown): Promise<{ violations: Finding[] }> };
    };

    return (await axe.run(document, { runOnly: tags, resultTypes: ["violations"] })).violations;
  }, TAGS);

  await page.evaluate(() => {
    for (const bar of document.querySelectorAll<HTMLElement>(".frame-actions")) bar.style.position = "";
  });
  return findings.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary = "" }) =>
        `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`,
    ),
  );
}
