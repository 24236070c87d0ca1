/*
 * Pictures of every page and state, to be looked at: build/shots/LOOK/NN-name.png, and a sheet of
 * them for docs/, which shows the public-domain portrait only. Not a test: ./dev shots.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cameraTexts } from "../core/texts/camera";
import { doneTexts } from "../core/texts/done";
import { makingTexts } from "../core/texts/making";
import { photoTexts } from "../core/texts/photo";
import { getPicture } from "./support/films";
import { Phone, type PhoneOptions, type Sentence, type State } from "./support/phone";
import { ROOT } from "./support/place";
import { Site, type Person } from "./support/site";

const OUT = join(ROOT, "build/shots");
const MINUTE_MS = 60_000;

const LOOKS: Readonly<Record<string, PhoneOptions & { isLarge?: boolean }>> = {
  "390x844": { scale: 2 },
  "320x568": { width: 320, height: 568, scale: 2 },
  large: { scale: 2, isLarge: true },
  dark: { scale: 2, isDark: true },
  english: { scale: 2, language: "en" },
};

class Photographer {
  #n = 0;

  constructor(
    private readonly folder: string,
    private readonly phone: Phone,
  ) {}

  /** The page as it is now. */
  async take(name: string): Promise<void> {
    const { page } = this.phone;

    await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    await page
      .locator(".bone")
      .first()
      .waitFor({ state: "detached" })
      .catch(() => {});
    await page.waitForTimeout(300); // pictures are decoded
    await page.screenshot({ path: join(this.folder, `${String(++this.#n).padStart(2, "0")}-${name}.png`) });
  }

  async open(path: string, name = path.replace(/\W+/g, "-")): Promise<void> {
    await this.phone.page.goto("about:blank");
    await this.phone.enter(`#/${path}`);
    await this.take(name);
  }
}

const WAY: readonly [State, readonly string[]][] = [
  ["consent", ["", "consent", "help", "settings", "trouble?kind=offline", "trouble?kind=camera-denied"]],
  ["verify", ["verify"]],
  ["phone", ["phone"]],
  ["notice", ["reading?kind=notice"]],
  ["precautions", ["reading?kind=precautions"]],
  ["messages", ["messages"]],
  ["requirements", ["onsite"]],
  ["video", ["video"]],
  ["shoot", ["shoot", "drafts"]],
];

async function photographWay(camera: Photographer, phone: Phone, person: Person): Promise<void> {
  for (const [state, pages] of WAY) {
    await phone.walkTo(state, person);
    for (const page of pages) await camera.open(page, page.replace(/\W+/g, "-") || "entry");
    if (state === "verify") {
      await phone.page.getByRole("button", { name: person.school.name }).click();
      await camera.take("verify-roster");
    }
  }
}

async function photographShooting(camera: Photographer, phone: Phone): Promise<void> {
  const { site } = phone;
  const press = (name: Sentence) => phone.press(name);

  await camera.open("camera");
  await press(cameraTexts.begin);
  await phone.read(cameraTexts.preview);
  await camera.take("preview");
  site.wire.plan({ method: "POST", path: /shots$/, kind: "cut", afterBytes: 60_000 });
  await press(cameraTexts.use);
  await phone.read(makingTexts.noNetwork);
  await camera.take("no-network");
  site.wire.mend();
  const refused = phone.page.waitForURL(/#\/result/);

  await press(makingTexts.sendNow);
  await phone.read(makingTexts.making).then(
    () => camera.take("making"),
    () => {},
  );
  await refused;
  await camera.take("result-passed");
}

const shoot = (phone: Phone, scene: "good" | "dark" | "hat" | "screen") =>
  phone.shoot(readFileSync(getPicture(scene)));

async function photographRefusals(camera: Photographer, phone: Phone): Promise<void> {
  const { site } = phone;
  const refused = await shoot(phone, "dark");

  await camera.open(`result?shot=${refused["id"]}`, "result-refused");
  await camera.open("shoot", "cooling-down");
  for (let i = 0; i < 4; i++) {
    await site.advance(4 * MINUTE_MS);
    await shoot(phone, "dark");
  }
  await camera.open("shoot", "locked-until");
  await site.advance(60 * MINUTE_MS);
  for (let i = 0; i < 3; i++) {
    await site.advance(4 * MINUTE_MS);
    await shoot(phone, "screen");
  }
  await camera.open("shoot", "locked-by-school");
}

async function photographException(camera: Photographer, phone: Phone): Promise<void> {
  const refused = await shoot(phone, "hat");

  await camera.open(`exception?shot=${refused["id"]}`, "exception");
}

async function photographEnd(camera: Photographer, phone: Phone, person: Person): Promise<void> {
  const { site } = phone;
  const school = await site.staff("school1");
  const { draft_id: draft } = await shoot(phone, "good");

  await camera.open("drafts", "drafts-one");
  await camera.open(`confirm?draft=${draft}`, "confirm");
  await phone.ask("POST", "/api/v1/submission", { draft_id: draft });
  await camera.open("done", "done-review");
  await phone.find(doneTexts.review);
  await school.approve(person);
  await school.waitForState(person, "sample");
  await camera.open("photo", "photo-sample");
  const finished = await (await site.staff("retoucher")).produce();

  await camera.open("photo", "photo-final");
  await phone.press(photoTexts.problem);
  await camera.take("photo-problem");
  await camera.open("photo", "photo-final-again");
  await phone.press(photoTexts.correct);
  await phone.read(photoTexts.proofreadHeading);
  await camera.take("photo-proofread");
  await (await site.staff("centre")).deliver(finished);
  await camera.open("done", "done-delivered");
  await camera.open("inbox");
}

async function photographPayment(camera: Photographer, phone: Phone): Promise<void> {
  const { draft_id: draft } = await shoot(phone, "good");

  await phone.ask("POST", "/api/v1/submission", { draft_id: draft });
  await camera.open("pay");
}

async function photographLook(site: Site, look: string): Promise<void> {
  const folder = join(OUT, look);
  const { isLarge, ...options } = LOOKS[look]!;
  const people = [0, 0, 0, 0, 1].map((school) => site.newPerson(site.school(school)));
  let first: Photographer | null = null;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [i, person] of people.entries()) {
    const phone = await Phone.open(site, options);
    const camera = (first ??= new Photographer(folder, phone));

    Object.assign(camera, { phone });
    await phone.enter();
    if (isLarge) await phone.page.evaluate(() => wx.setStorageSync("settings", { isLarge: true }));
    if (i === 0) {
      await photographWay(camera, phone, person);
      await photographShooting(camera, phone);
    } else {
      await phone.walkTo("shoot", person);
      if (i === 1) await photographRefusals(camera, phone);
      if (i === 2) await photographEnd(camera, phone, person);
      if (i === 3) await photographException(camera, phone);
      if (i === 4) await photographPayment(camera, phone);
    }
    await phone.close();
  }
}

/* What the sheet shows: the way of the guide. */
const SHEET_LOOK = "390x844";
const SHEET =
  /entry|consent$|verify-roster|reading-kind-precautions|messages|video|shoot$|camera$|preview|making|result-passed|result-refused|locked-until|locked-by-school|confirm|pay|done-review|photo-sample|photo-final$|photo-proofread/;

function makeSheet(): void {
  const folder = join(OUT, SHEET_LOOK);
  const pictures = readdirSync(folder).filter((name) => SHEET.test(name.replace(/^\d+-|\.png$/g, "")));
  const small = pictures.map((name, i) => {
    const out = join(OUT, `sheet-${i}.v`);

    execFileSync("vipsthumbnail", [join(folder, name), "-s", "234x506", "-o", out]);
    return out;
  });

  execFileSync("vips", [
    "arrayjoin",
    small.join(" "),
    `${join(ROOT, "docs/images/client.jpg")}[Q=80,strip]`,
    "--across",
    "7",
    "--shim",
    "10",
    "--background",
    "200",
  ]);
  for (const file of small) rmSync(file);
}

const wanted = process.argv.slice(2);
const site = await Site.open();

try {
  for (const look of wanted.length ? wanted : Object.keys(LOOKS)) {
    await photographLook(site, look);
    console.log(join(OUT, look));
    if (look === SHEET_LOOK) makeSheet();
  }
} finally {
  await site.close();
}
