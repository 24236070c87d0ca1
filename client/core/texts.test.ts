/* The catalogue as a whole: both languages, the tone of the interface, and the guide's own words. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { format, pickTexts, type Catalogue } from "./texts";

/* The tests are run in client/. */
const FOLDER = "core/texts";
const GUIDE = "../texts/student-guide.zh.txt";

interface Entry {
  name: string;
  zh: string;
  en: string;
}

/** Every catalogue of every file, by the file's name: a page that is new is held to this too. */
async function readCatalogues(): Promise<Map<string, Catalogue>> {
  const catalogues = new Map<string, Catalogue>();

  for (const file of readdirSync(FOLDER)) {
    const name = file.replace(/\.ts$/, "");
    const module = (await import(`./texts/${name}.ts`)) as Record<string, Catalogue>;

    for (const [variable, catalogue] of Object.entries(module)) {
      assert.match(variable, /Texts$/, `${file} exports catalogues`);
      assert.ok(!catalogues.has(name), `${file} has one catalogue`);
      catalogues.set(name, catalogue);
    }
    assert.ok(catalogues.has(name), `${file} has a catalogue`);
  }
  return catalogues;
}

const catalogues = await readCatalogues();
const entries: Entry[] = [...catalogues].flatMap(([file, catalogue]) =>
  Object.entries(catalogue).map(([key, [zh, en]]) => ({ name: `${file}.${key}`, zh, en })),
);
const list = (isFault: (entry: Entry) => boolean) => entries.filter(isFault).map(({ name }) => name);

test("every sentence is there in both languages", () => {
  assert.ok(entries.length > 300, `${entries.length} sentences`);
  assert.deepEqual(
    list(({ zh, en }) => zh.trim() === "" || en.trim() === ""),
    [],
  );
});

test("nothing is exclaimed", () => {
  assert.deepEqual(
    list(({ zh, en }) => /[！!]/.test(zh + en)),
    [],
  );
});

test("both languages name the same values", () => {
  // but for the month, which Chinese writes as a number
  const getNames = (sentence: string) =>
    [...new Set(sentence.replace("{monthName}", "{month}").match(/\{\w+\}/g) ?? [])].sort().join();

  assert.deepEqual(
    list(({ zh, en }) => getNames(zh) !== getNames(en)),
    [],
  );
});

test("braces are names of values and nothing else", () => {
  assert.deepEqual(
    list(({ zh, en }) => /[{}]/.test((zh + en).replace(/\{\w+\}/g, ""))),
    [],
  );
});

test("Chinese sentences have the marks of Chinese, but where the guide has others", () => {
  const isGuide = (zh: string) => getGuide().includes(zh);

  assert.deepEqual(
    list(({ zh }) => /[\u4e00-\u9fff][,;?](?=[\u4e00-\u9fff]|$)/.test(zh) && !isGuide(zh)),
    [],
  );
});

// --- the guide

/* What the guide prints bold is bold in a text of the server, and plain on a page. */
function getGuide(): string {
  return readFileSync(GUIDE, "utf8").replaceAll("**", "");
}

/** The entries that are sentences of the guide, byte for byte; with the guide's values, where it has some. */
const OF_GUIDE: readonly (readonly [name: string, values?: Record<string, string | number>])[] = [
  ["camera.frame"],
  ["camera.previewTip"],
  ["drafts.full"],
  ["drafts.ageRule", { hours: 24 }],
  ["help.lead"],
  ...Array.from({ length: 11 }, (_, i) => [`help.step${i + 1}`] as const),
  ["help.lockedAnswer"],
  ["help.lockedTimeAnswer"],
  ["help.draftsAnswer"],
  ["help.silentAnswer"],
  ["messages.title"],
  ["messages.lead"],
  ["messages.switchWay"],
  ["onsite.title"],
  ["photo.sampleRule"],
  ["reading.notice"],
  ["reading.precautions"],
  ["reading.figureWoman"],
  ["reading.figureMan"],
  ["video.lead"],
];

for (const [name, values] of OF_GUIDE)
  test(`${name} is the guide's, byte for byte`, () => {
    const [file, key] = name.split(".") as [string, string];
    const sentence = catalogues.get(file)?.[key]?.[0];

    assert.ok(sentence, "it is in the catalogue");
    assert.ok(getGuide().includes(format(sentence, values ?? {})), sentence);
  });

test("the buttons that the guide names have its names", () => {
  const all = new Set(entries.map(({ zh }) => zh));

  for (const name of ["确认上传", "成片下载", "下一步", "开始拍摄"]) {
    assert.ok(getGuide().includes(name), `the guide names ${name}`);
    assert.ok(all.has(name), `a button is called ${name}`);
  }
});

// --- the functions

test("the language picks its side", () => {
  const catalogue = { a: ["一", "one"], b: ["二", "two"] } as const;

  assert.deepEqual(pickTexts(catalogue, "zh"), { a: "一", b: "二" });
  assert.deepEqual(pickTexts(catalogue, "en"), { a: "one", b: "two" });
});

test("values are put in by name, and one that is missing stays to be seen", () => {
  assert.equal(format("{n} / {capacity}", { n: 0, capacity: 5 }), "0 / 5");
  assert.equal(format("{n} 次", {}), "{n} 次");
  assert.equal(format("{name}", { name: "{n}", n: 1 }), "{n}");
});
