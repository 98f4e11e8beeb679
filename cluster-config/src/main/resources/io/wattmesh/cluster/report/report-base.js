"use strict";
// Data, drawing helpers, number formats and the tooltip. Text from the run only ever becomes
// text nodes or attribute values, never markup.

const data = JSON.parse(document.getElementById("run-data").textContent);
const intervals = data.intervals;
const svgNamespace = document.querySelector("svg").namespaceURI;

function byId(id) {
  return document.getElementById(id);
}

function fill(node, attributes, text) {
  for (const [name, value] of Object.entries(attributes || {})) {
    node.setAttribute(name, value);
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  return node;
}

/** A new SVG element inside a parent. */
function svg(parent, name, attributes, text) {
  return parent.appendChild(fill(document.createElementNS(svgNamespace, name), attributes, text));
}

/** A new HTML element inside a parent. */
function html(parent, name, attributes, text) {
  return parent.appendChild(fill(document.createElement(name), attributes, text));
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

const formats = new Map();

/** A number with thousands separators and a fixed number of decimals; a dash for none. */
function fixed(value, decimals) {
  if (!isNumber(value)) {
    return "–";
  }
  if (!formats.has(decimals)) {
    formats.set(decimals, new Intl.NumberFormat("en",
      { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  }
  const text = formats.get(decimals).format(value).replace(/,/g, "\u202f");
  return /^-[0.\u202f]*$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

/** A number to about four significant digits, with a power of ten when very small. */
function brief(value) {
  if (!isNumber(value) || value === 0) {
    return isNumber(value) ? "0" : "–";
  }
  const size = Math.abs(value);
  if (size < 1e-3) {
    const exponent = Math.floor(Math.log10(size));
    return fixed(value / 10 ** exponent, 1) + "×" + powerOfTen(exponent);
  }
  return fixed(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4);
}

function powerOfTen(exponent) {
  const raised = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return "10" + String(exponent).replace(/./g, (digit) => raised[digit]);
}

function extent(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (isNumber(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : null;
}

function linear(from, to, start, end) {
  const slope = to === from ? 0 : (end - start) / (to - from);
  return (value) => start + (value - from) * slope;
}

/** Round steps that cover a range: the ticks and how many decimals they need. */
function niceTicks(low, high, count) {
  if (high - low < 1e-9 * Math.max(1, Math.abs(high))) {
    const pad = Math.max(Math.abs(high) * 0.1, 1);
    return niceTicks(low - (low >= 0 && low < pad ? low : pad), high + pad, count);
  }
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9));
  const values = [];
  for (let k = Math.floor(low / step + 1e-9); k <= Math.ceil(high / step - 1e-9); k++) {
    values.push(k * step);
  }
  return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

// Time. All times are UTC, as the run gives them.

const starts = intervals.map((interval) => new Date(interval.startUtc));
const twoDigits = (number) => String(number).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function clock(i) {
  const start = starts[i];
  return isNaN(start)
    ? "#" + intervals[i].interval
    : twoDigits(start.getUTCHours()) + ":" + twoDigits(start.getUTCMinutes());
}

function day(i) {
  const start = starts[i];
  return isNaN(start) ? "" : start.getUTCDate() + " " + months[start.getUTCMonth()] + " " + start.getUTCFullYear();
}

function moment(i) {
  return isNaN(starts[i]) ? intervals[i].startUtc : day(i) + " " + clock(i) + " UTC";
}

/** Mean price of an interval in $/MWh, weighted by the net withdrawal of each bus. */
function meanLmp(interval) {
  const prices = interval.lmpUsdPerMwh;
  let weights = 0;
  let sum = 0;
  let plain = 0;
  let count = 0;
  prices.forEach((price, bus) => {
    if (isNumber(price)) {
      const weight = Math.max(0, -(interval.injectionMw[bus] || 0));
      weights += weight;
      sum += weight * price;
      plain += price;
      count++;
    }
  });
  return weights > 0 ? sum / weights : count > 0 ? plain / count : null;
}

const means = intervals.map((interval) => (interval.voided ? null : meanLmp(interval)));

// Tooltip.

const tip = byId("tip");

/** Shows a heading and rows of label and value beside the pointer or below an element. */
function showTip(event, heading, rows) {
  tip.replaceChildren();
  html(tip, "b", {}, heading);
  for (const [label, value] of rows) {
    const row = html(tip, "div");
    html(row, "span", {}, label);
    html(row, "span", {}, value);
  }
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = event.clientX + 16 + box.width > innerWidth ? event.clientX - box.width - 12 : event.clientX + 16;
  const top = Math.min(event.clientY + 14, innerHeight - box.height - 6);
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.max(4, top) + "px";
}

function hideTip() {
  tip.hidden = true;
}

/** Gives an element a tooltip; content is made when it is needed. */
function withTip(element, content) {
  element.addEventListener("pointermove", (event) => showTip(event, ...content()));
  element.addEventListener("pointerleave", hideTip);
  return element;
}

/** The chosen interval; whoever shows it registers with onChoice. */
const choice = { index: 0, listeners: [] };

function onChoice(listener) {
  choice.listeners.push(listener);
}

function choose(index) {
  if (intervals.length > 0) {
    choice.index = Math.min(intervals.length - 1, Math.max(0, index));
    choice.listeners.forEach((listener) => listener(choice.index));
  }
}
