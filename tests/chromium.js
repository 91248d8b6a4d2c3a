// Shows each page in a frame at each width, light and dark, and writes down what a reader would trip over.
"use strict";

const flaws = [];
let looks = 0;

const frame = document.createElement("iframe");
frame.style.border = "0";
frame.style.height = "3000px";
document.body.appendChild(frame);

function texts(page) {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && !node.parentElement.closest(".preheader, script, style")) found.push(node);
  }
  return found;
}

function boxes(node) {
  const range = node.ownerDocument.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter((box) => box.width > 0);
}

function colour(said) {
  const [red, green, blue, alpha] = said.match(/[\d.]+/g).map(Number);
  return { rgb: [red, green, blue], alpha: alpha === undefined ? 1 : alpha };
}

function light(rgb) {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// WCAG 2.2, 1.4.3 and 1.4.11: words 4.5 to 1, bars of a chart 3 to 1.
function contrast(element, view, ground = element, of = "color") {
  const ink = colour(view.getComputedStyle(element)[of]).rgb;
  let under = ground;
  while (under && colour(view.getComputedStyle(under).backgroundColor).alpha === 0) under = under.parentElement;
  const paper = under ? colour(view.getComputedStyle(under).backgroundColor).rgb : [255, 255, 255];
  const [dark, bright] = [light(ink), light(paper)].sort((one, other) => one - other);
  return (bright + 0.05) / (dark + 0.05);
}

function look(name, width, scheme) {
  const page = frame.contentDocument;
  const view = frame.contentWindow;
  const say = (what) => flaws.push(`${name} at ${width} px, ${scheme}: ${what}`);
  looks += 1;
  const wide = page.documentElement.scrollWidth;
  if (wide > width) say(`is ${wide} px wide`);
  const isDark = view.matchMedia("(prefers-color-scheme: dark)").matches;
  if (isDark !== (scheme === "dark")) say("is not shown in that scheme");
  for (const node of texts(page)) {
    const element = node.parentElement;
    const words = node.data.trim().slice(0, 40);
    const cell = element.closest("td").getBoundingClientRect();
    for (const box of boxes(node)) {
      if (box.left < -1 || box.right > width + 1) say(`“${words}” leaves the page`);
      else if (box.left < cell.left - 1 || box.right > cell.right + 1) say(`“${words}” leaves its cell`);
      if (box.bottom > cell.bottom + 1 || box.top < cell.top - 1) say(`“${words}” is cut off`);
    }
    const size = parseFloat(view.getComputedStyle(element).fontSize);
    if (size < 13) say(`“${words}” is ${size} px small`);
    const ratio = contrast(element, view);
    if (ratio < 4.5) say(`“${words}” has a contrast of ${ratio.toFixed(2)}`);
  }
  for (const bar of page.querySelectorAll(".fill")) {
    if (contrast(bar, view, bar.parentElement, "backgroundColor") < 3) say("a bar is hardly seen");
  }
  for (const row of page.querySelectorAll(".buttons tr")) {
    const buttons = [...row.querySelectorAll(".button")];
    const shown = buttons.map((button) => button.getBoundingClientRect());
    if (new Set(shown.map((box) => Math.round(box.top))).size > 1) say("buttons do not stand side by side");
    if (new Set(shown.map((box) => Math.round(box.height))).size > 1) say("buttons differ in height");
    for (const button of buttons) {
      const { height } = button.querySelector("a").getBoundingClientRect();
      if (height < 40) say(`a button is ${height} px high, too low for a thumb`);
      const lines = new Set(texts(page).filter((node) => button.contains(node)).flatMap(boxes).map((box) => box.top));
      if (lines.size > button.textContent.trim().split(" ").length) {
        say(`“${button.textContent.trim()}” does not fit on its button`);
      }
    }
  }
}

async function all() {
  for (const [name, html] of Object.entries(given.pages)) {
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    frame.srcdoc = html;
    await loaded;
    for (const width of given.widths) {
      for (const scheme of ["light", "dark"]) {
        frame.style.width = `${width}px`;
        frame.style.colorScheme = scheme;
        look(name, width, scheme);
      }
    }
  }
}

async function run() {
  let error = "";
  try {
    await all();
  } catch (problem) {
    error = String(problem.stack || problem);
  }
  frame.remove();
  document.querySelectorAll("script").forEach((one) => one.remove());
  const pre = document.createElement("pre");
  pre.id = "found";
  pre.textContent = JSON.stringify({ flaws, looks, error });
  document.body.appendChild(pre);
}

run();
