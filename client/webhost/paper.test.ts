/* The document that is only written down: what index.html gets of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PaperElement, PaperNode } from "./paper";

function newElement(name: string): PaperElement {
  return Object.assign(new PaperElement(), { localName: name });
}

test("text and attributes are escaped", () => {
  const element = newElement("div");

  element.setAttribute("title", 'a "b" <c>');
  element.append("1 < 2 & 3");
  assert.equal(element.toHtml(), '<div title="a &quot;b&quot; &lt;c>">1 &lt; 2 &amp; 3</div>');
});

test("a fragment gives its children away, before the sibling that is named", () => {
  const list = newElement("ul");
  const last = newElement("li");
  const fragment = new PaperElement();

  list.appendChild(last);
  fragment.append(newElement("b"), newElement("i"));
  list.insertBefore(fragment, last);
  assert.equal(list.toHtml(), "<ul><b></b><i></i><li></li></ul>");
});

test("properties that a browser reflects are attributes", () => {
  const button = newElement("button") as PaperElement & { hidden: boolean; className: string };

  button.hidden = true;
  button.className = "btn";
  assert.equal(button.toHtml(), '<button hidden class="btn"></button>');
  button.hidden = false;
  assert.equal(button.toHtml(), '<button class="btn"></button>');
});

test("an element that has a style of its own is refused, as the policy would refuse it", () => {
  const element = newElement("div");

  element.style["color"] = "red";
  assert.throws(() => element.toHtml(), /style of its own/);
});

test("a node that is moved is gone from where it was", () => {
  const [from, to, child] = [newElement("a"), newElement("b"), new PaperNode()];

  child.text = "x";
  from.appendChild(child);
  to.appendChild(child);
  assert.equal(from.toHtml() + to.toHtml(), "<a></a><b>x</b>");
});
