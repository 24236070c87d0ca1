/* The list of schools that a student looks for their own in. */
import type { SchoolOffer } from "./api";

function simplify(text: string): string {
  return text.toLowerCase().replace(/[\s\u3000·（）()]/g, "");
}

/**
 * The schools whose name has all characters of the query in their order ("南大" finds 南京大学), or
 * whose code begins with it; names that have it in one piece come first.
 */
export function findSchools(schools: readonly SchoolOffer[], query: string): SchoolOffer[] {
  const wanted = simplify(query);

  if (!wanted) return [...schools];
  const rank = (school: SchoolOffer) => {
    const name = simplify(school.name);

    if (school.code.startsWith(wanted) || name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return hasInOrder(name, wanted) ? 2 : 3;
  };

  return schools
    .map((school) => ({ school, rank: rank(school) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.school);
}

function hasInOrder(name: string, wanted: string): boolean {
  let from = 0;

  for (const character of wanted) {
    from = name.indexOf(character, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
