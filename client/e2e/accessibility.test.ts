/*
 * Every page as people with little sight, with a keyboard or with a screen reader meet it: axe-core
 * finds no violation of level AA, the keyboard comes to every control and its place is seen, and
 * nothing sticks out of a small phone with large text.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { findViolations } from "./support/axe";
import { getPicture } from "./support/films";
import type { Phone, PhoneOptions, State } from "./support/phone";
import { findKeyboardFaults, findMisfits } from "./support/reach";
import type { Person, Site } from "./support/site";
import { onSite } from "./support/story";

const it = onSite();

/** Where a page is looked at: its path, and what is done before on the page itself. */
interface Place {
  path: string;
  act?: (phone: Phone, person: Person) => Promise<void>;
}

const typeSchool = async (phone: Phone, { school }: Person) => {
  await phone.page.getByRole("textbox").first().fill(school.name.slice(0, 4));
  await phone.page.getByRole("button", { name: school.name }).click();
  await phone.page.getByRole("textbox").nth(2).waitFor();
};

/** What was done in a part of the way that is finished: a panel over the page. */
const openPart = async (phone: Phone) => {
  await phone.page.locator(".frame-bar").getByRole("button").first().click();
  await phone.page.getByRole("dialog").waitFor();
};

/** The pages of the way as far as the camera; those of any state stand with the first. */
const WAY: readonly [State, readonly Place[]][] = [
  [
    "consent",
    [
      { path: "#/entry" },
      { path: "#/consent" },
      { path: "#/help" },
      { path: "#/settings" },
      { path: "#/trouble?kind=offline" },
      { path: "#/trouble?kind=camera-denied" },
    ],
  ],
  ["verify", [{ path: "#/verify" }, { path: "#/verify", act: typeSchool }]],
  ["phone", [{ path: "#/phone" }]],
  ["notice", [{ path: "#/reading?kind=notice" }, { path: "#/reading?kind=notice", act: openPart }]],
  ["precautions", [{ path: "#/reading?kind=precautions" }]],
  ["messages", [{ path: "#/messages" }]],
  ["requirements", [{ path: "#/onsite" }]],
  ["video", [{ path: "#/video" }]],
  ["shoot", [{ path: "#/shoot" }, { path: "#/camera" }, { path: "#/drafts" }, { path: "#/settings" }]],
];

class Review {
  readonly faults: string[] = [];

  constructor(
    private readonly name: string,
    private readonly phone: Phone,
  ) {}

  async look(place: Place, person: Person): Promise<void> {
    const { page } = this.phone;
    const where = `${this.name} ${place.path}${place.act ? " (changed)" : ""}`;

    await page.goto("about:blank"); // or the address would be another place of the same page
    await this.phone.enter(place.path);
    await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    await place.act?.(this.phone, person);
    await this.phone.photograph(`look-${where}`);
    for (const fault of [
      ...(await findMisfits(page)),
      ...(await findViolations(page)),
      ...(await findKeyboardFaults(page)),
    ])
      this.faults.push(`${where}: ${fault}`);
  }
}

async function reviewWay(site: Site, phone: Phone, review: Review): Promise<void> {
  const person = site.newPerson(site.school(1));

  for (const [state, places] of WAY) {
    await phone.walkTo(state, person);
    for (const place of places) await review.look(place, person);
  }
  const refused = await phone.shoot(readFileSync(getPicture("hat")));

  await review.look({ path: `#/result?shot=${refused["id"]}` }, person);
  await review.look({ path: `#/exception?shot=${refused["id"]}` }, person);
  await review.look({ path: "#/shoot" }, person); // cooling down
  await site.advance(60 * 60_000);
  const passed = await phone.shoot(readFileSync(getPicture("good")));
  const draft = passed["draft_id"] as string;

  await review.look({ path: `#/result?shot=${passed["id"]}` }, person);
  await review.look({ path: "#/drafts" }, person);
  await review.look({ path: `#/confirm?draft=${draft}` }, person);
  await phone.ask("POST", "/api/v1/submission", { draft_id: draft });
  await review.look({ path: "#/pay" }, person);
}

async function reviewEnd(site: Site, phone: Phone, review: Review): Promise<void> {
  const person = site.newPerson();

  await phone.walkTo("shoot", person);
  const { draft_id } = await phone.shoot(readFileSync(getPicture("good")));

  await phone.ask("POST", "/api/v1/submission", { draft_id });
  await review.look({ path: "#/done" }, person);
  const school = await site.staff("school1");

  await school.approve(person);
  await school.waitForState(person, "sample");
  await review.look({ path: "#/done" }, person);
  await review.look({ path: "#/photo" }, person);
  await review.look({ path: "#/inbox" }, person);
  await (await site.staff("retoucher")).produce();
  await review.look({ path: "#/photo" }, person);
}

const APPEARANCES: Readonly<Record<string, PhoneOptions & { isLarge?: boolean }>> = {
  "in Chinese": {},
  "in the dark": { isDark: true },
  "in English, large, on a small phone": { language: "en", width: 320, height: 568, isLarge: true },
  "in Chinese, large, on a small phone": { width: 320, height: 568, isLarge: true },
};

for (const [name, options] of Object.entries(APPEARANCES))
  it(`every page can be used ${name}`, async ({ site, openPhone }) => {
    const faults: string[] = [];

    for (const part of [reviewWay, reviewEnd]) {
      const phone = await openPhone(options);
      const review = new Review(name, phone);

      await phone.enter();
      if (options.isLarge) await phone.page.evaluate(() => wx.setStorageSync("settings", { isLarge: true }));
      await part(site, phone, review);
      faults.push(...review.faults);
      await phone.close();
    }
    assert.deepEqual(faults, []);
  });
