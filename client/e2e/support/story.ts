/*
 * A test of this folder: it gets a site, opens phones, and is told of in full when it fails: what
 * the pages said, what they show, the last lines of the server's log.
 */
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { Phone, type PhoneOptions } from "./phone";
import { OUT } from "./place";
import { Site } from "./site";

export interface Story {
  site: Site;
  openPhone(options?: PhoneOptions): Promise<Phone>;
}

const TIMEOUT_MS = 240_000; // for a machine that has much else to do

async function tell(name: string, error: unknown, site: Site, phones: Phone[]): Promise<void> {
  const lines = [`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];

  for (const [i, phone] of phones.entries()) {
    const picture = await phone.photograph(`${name}-${i}`);

    lines.push(`phone ${i} at ${phone.page.url()}, ${picture}`, ...phone.watch.console.slice(-20));
    lines.push(`it asked for`, ...phone.watch.requests.slice(-30));
    lines.push(
      `it shows`,
      await phone.page
        .locator("body")
        .innerText()
        .catch(() => "nothing"),
    );
  }
  lines.push("the server said", site.readLog(12));
  console.log(lines.join("\n"));
}

/** Tests of one site, which is opened once; each with phones of its own. */
export function onSite(sections: Record<string, Record<string, string | number>> = {}) {
  let site: Site;

  before(async () => {
    mkdirSync(OUT, { recursive: true });
    site = await Site.open(sections);
  });
  after(async () => site?.close());

  return (name: string, body: (story: Story) => Promise<void>): void => {
    test(name, { timeout: TIMEOUT_MS }, async () => {
      const phones: Phone[] = [];
      const openPhone = async (options?: PhoneOptions) => {
        phones.push(await Phone.open(site, options));
        return phones.at(-1)!;
      };

      try {
        await body({ site, openPhone });
        const faults = phones.flatMap((phone) => phone.watch.findFaults());
        if (faults.length) throw new Error(`the pages did what they must not:\n${faults.join("\n")}`);
      } catch (error) {
        await tell(name, error, site, phones);
        throw error;
      } finally {
        for (const phone of phones) await phone.close().catch(() => {});
      }
    });
  };
}
