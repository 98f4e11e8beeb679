// The network: buses coloured by price, branches as wide as they are loaded.

const buses = data.buses;
const branches = data.branches;
const busCount = buses.number.length;
const regions = [...new Set(buses.region)].sort((a, b) => a - b);
const bindingDual = 1e-3; // $/MWh; below it a shadow price is noise of the solver
const bindingLoad = 0.9999; // share of the limit

// Stops of the viridis scale, dark violet to yellow: it reads alike with and without colour vision
// deficiency, and in grey.
const viridis = [
  [68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141],
  [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37],
];

function colourAt(share) {
  const place = Math.min(1, Math.max(0, share)) * (viridis.length - 1);
  const stop = Math.min(viridis.length - 2, Math.floor(place));
  return viridis[stop].map((part, k) => Math.round(part + (viridis[stop + 1][k] - part) * (place - stop)));
}

const css = (colour) => `rgb(${colour.join(",")})`;
const isLight = (colour) => 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] > 128;

/** Ends of the colour scale: all but the outermost hundredth of prices on each side. */
function scaleOf(chosen) {
  const prices = chosen.flatMap((interval) => interval.lmpUsdPerMwh.filter(isNumber)).sort((a, b) => a - b);
  if (prices.length === 0) {
    return null;
  }
  const at = (share) => prices[Math.round(share * (prices.length - 1))];
  let [low, high] = [at(0.01), at(0.99)];
  if (high - low > 0.5 * (prices.at(-1) - prices[0])) {
    [low, high] = [prices[0], prices.at(-1)];
  }
  return { low, high, least: prices[0], most: prices.at(-1), flat: prices.at(-1) - prices[0] < 0.005 };
}

const runScale = scaleOf(intervals);
let wholeRun = false;

function priceColour(scale, price) {
  return colourAt(scale.flat || scale.high === scale.low ? 0.5 : (price - scale.low) / (scale.high - scale.low));
}

const isTie = (k) => buses.region[branches.from[k]] !== buses.region[branches.to[k]];

function loadOf(interval, k) {
  const limit = branches.limitMw[k];
  const flow = interval.flowMw[k];
  return isNumber(limit) && limit > 0 && isNumber(flow) ? Math.abs(flow) / limit : null;
}

function isBinding(interval, k) {
  return Math.abs(interval.lineDualUsdPerMwh[k] || 0) > bindingDual || (loadOf(interval, k) || 0) >= bindingLoad;
}

function branchName(k, flow) {
  const [from, to] = flow < 0 ? [branches.to[k], branches.from[k]] : [branches.from[k], branches.to[k]];
  return buses.number[from] + " → " + buses.number[to];
}

function branchTip(k) {
  const interval = intervals[choice.index];
  const load = loadOf(interval, k);
  const limit = branches.limitMw[k];
  return [(isTie(k) ? "Tie line " : "Branch ") + branchName(k, interval.flowMw[k]) + " · row " + branches.row[k], [
    ["flow", fixed(Math.abs(interval.flowMw[k]), 2) + " MW"],
    ["limit", isNumber(limit) ? fixed(limit, 1) + " MW" : "none"],
    ["loading", isNumber(load) ? fixed(load * 100, 1) + " %" : "–"],
    ["shadow price", fixed(interval.lineDualUsdPerMwh[k], 3) + " $/MWh"],
  ]];
}

function busTip(i) {
  const interval = intervals[choice.index];
  const injection = interval.injectionMw[i];
  return ["Bus " + buses.number[i] + " · region " + buses.region[i], [
    ["LMP", fixed(interval.lmpUsdPerMwh[i], 3) + " $/MWh"],
    [injection < 0 ? "net withdrawal" : "net injection", fixed(Math.abs(injection), 3) + " MW"],
  ]];
}

/** Path of a branch; parallel ones bow apart. */
function branchPath(k, copy) {
  const [a, b] = [branches.from[k], branches.to[k]];
  const [x1, y1, x2, y2] = [buses.x[a], buses.y[a], buses.x[b], buses.y[b]];
  if (copy === 0) {
    return `M${x1},${y1}L${x2},${y2}`;
  }
  const bow = (copy % 2 === 1 ? 1 : -1) * Math.ceil(copy / 2) * 16 * (a < b ? 1 : -1);
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  return `M${x1},${y1}Q${(x1 + x2) / 2 - (y2 - y1) / length * bow},${(y1 + y2) / 2 + (x2 - x1) / length * bow} ${x2},${y2}`;
}

/** A soft ground under each region; what comes back writes each name above its topmost bus. */
function drawRegions(picture, radius) {
  if (regions.length < 2) {
    return () => {};
  }
  const labels = [];
  for (const region of regions) {
    const ground = svg(picture, "g", { class: "region" });
    const members = buses.number.map((_, i) => i).filter((i) => buses.region[i] === region);
    for (const i of members) {
      svg(ground, "circle", { cx: buses.x[i], cy: buses.y[i], r: radius * 2.2 });
    }
    branches.from.forEach((from, k) => {
      if (buses.region[from] === region && !isTie(k)) {
        svg(ground, "path", { d: branchPath(k, 0), "stroke-width": radius * 4.4 });
      }
    });
    const top = members.reduce((best, i) => (buses.y[i] < buses.y[best] ? i : best));
    const label = { x: Math.min(buses.width - 20, Math.max(20, buses.x[top])), y: buses.y[top] - radius - 5 };
    while (labels.some((other) => Math.abs(other.x - label.x) < 64 && Math.abs(other.y - label.y) < 15)) {
      label.y += 15;
    }
    labels.push({ ...label, region });
  }
  return () => labels.forEach(({ x, y, region }) => svg(picture, "text", { class: "region-label", x, y }, "Region " + region));
}

/** Draws the network once; what comes back colours it for an interval. */
function drawNetwork() {
  const margin = 26;
  const full = [-margin, -margin, buses.width + 2 * margin, buses.height + 2 * margin];
  const container = byId("grid");
  container.replaceChildren();
  const picture = svg(container, "svg", { role: "img", "aria-label": "Network with the price of each bus" });
  zoomable(picture, full);
  const radius = Math.min(busCount < 50 ? 15 : 11, (busCount > 300 ? 0.21 : 0.29) * Math.sqrt(buses.width * buses.height / busCount));
  const widest = Math.max(2.4, Math.min(6, radius * 0.62));
  const nameRegions = drawRegions(picture, radius);
  const lines = svg(picture, "g");
  const seen = new Map();
  const shapes = branches.from.map((from, k) => {
    const key = [from, branches.to[k]].sort((a, b) => a - b).join("-");
    const copy = seen.get(key) || 0;
    seen.set(key, copy + 1);
    const shape = svg(lines, "path", { class: "branch", d: branchPath(k, copy) });
    if (isTie(k)) {
      shape.setAttribute("stroke-dasharray", `${widest * 1.6} ${widest * 1.6}`);
    }
    return shape;
  });
  shapes.forEach((shape, k) => withTip(
    svg(picture, "path", { class: "branch-hit", d: shape.getAttribute("d") }), () => branchTip(k)));
  const dots = buses.number.map((number, i) => {
    const dot = svg(picture, "circle", { class: "bus", cx: buses.x[i], cy: buses.y[i], r: radius });
    return withTip(dot, () => busTip(i));
  });
  const numbers = radius < 8 ? [] : buses.number.map((number, i) => svg(picture, "text",
    { class: "bus-number", x: buses.x[i], y: buses.y[i] }, number));
  numbers.forEach((label, i) => {
    label.style.fontSize = radius * (String(buses.number[i]).length > 3 ? 0.66 : 0.86) + "px";
  });
  nameRegions();
  return {
    find(i) {
      dots.forEach((dot, k) => dot.classList.toggle("found", k === i));
    },
    paint(interval, scale) {
      shapes.forEach((shape, k) => {
        const binding = isBinding(interval, k);
        const load = loadOf(interval, k);
        shape.classList.toggle("binding", binding);
        if (binding) {
          lines.appendChild(shape);
        }
        shape.setAttribute("stroke-width", (0.14 + 0.86 * Math.min(1, load || 0)) * widest * (binding ? 1.4 : 1));
      });
      dots.forEach((dot, i) => paintBus(dot, interval.lmpUsdPerMwh[i], scale));
      numbers.forEach((label, i) => {
        const price = interval.lmpUsdPerMwh[i];
        const dark = isNumber(price) && !isLight(priceColour(scale, price));
        label.style.fill = isNumber(price) ? (dark ? "#ffffff" : "#10161d") : "";
      });
    },
  };
}

function paintBus(shape, price, scale) {
  const known = isNumber(price);
  shape.classList.toggle("unknown", !known);
  shape.style.fill = known ? css(priceColour(scale, price)) : "";
}

/** Too many buses for a picture: one cell a bus, region by region. */
function drawHeatMap() {
  const container = byId("grid");
  container.replaceChildren();
  const width = Math.max(280, container.clientWidth);
  const cell = busCount > 6000 ? 7 : 11;
  const columns = Math.floor(width / cell);
  const cells = [];
  for (const region of regions) {
    const members = buses.number.map((_, i) => i).filter((i) => buses.region[i] === region);
    const block = html(container, "div", { class: "heat-region" });
    html(block, "h3", {}, `Region ${region}: ${fixed(members.length, 0)} buses`);
    const high = Math.ceil(members.length / columns) * cell;
    const picture = svg(block, "svg",
      { viewBox: `0 0 ${columns * cell} ${high}`, role: "img", "aria-label": `Prices of region ${region}` });
    members.forEach((i, k) => {
      const place = { x: (k % columns) * cell, y: Math.floor(k / columns) * cell, width: cell - 1, height: cell - 1 };
      cells[i] = withTip(svg(picture, "rect", place), () => busTip(i));
    });
  }
  return {
    find(i) {
      cells.forEach((shape, k) => shape.classList.toggle("found", k === i));
    },
    paint(interval, scale) {
      cells.forEach((shape, i) => {
        shape.setAttribute("class", "bus");
        paintBus(shape, interval.lmpUsdPerMwh[i], scale);
      });
    },
  };
}

const zoom = { view: null, full: null, picture: null };

function zoomable(picture, full) {
  zoom.picture = picture;
  zoom.full = full;
  setView(full);
  let grip = null;
  picture.addEventListener("pointerdown", (event) => {
    grip = [event.clientX, event.clientY, ...zoom.view];
  });
  picture.addEventListener("pointermove", (event) => {
    if (grip && event.buttons === 1) {
      const unit = zoom.view[2] / picture.clientWidth;
      setView([grip[2] - (event.clientX - grip[0]) * unit, grip[3] - (event.clientY - grip[1]) * unit, zoom.view[2], zoom.view[3]]);
    }
  });
  picture.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoomBy(event.deltaY > 0 ? 1.15 : 1 / 1.15);
    }
  }, { passive: false });
}

/** Moves the view; it never leaves the picture. */
function setView(view) {
  const { full } = zoom;
  const size = Math.min(1, Math.max(0.08, view[2] / full[2]));
  const [width, height] = [full[2] * size, full[3] * size];
  const x = Math.min(full[0] + full[2] - width, Math.max(full[0], view[0]));
  const y = Math.min(full[1] + full[3] - height, Math.max(full[1], view[1]));
  zoom.view = [x, y, width, height];
  zoom.picture.setAttribute("viewBox", zoom.view.join(" "));
  zoom.picture.classList.toggle("can-pan", size < 1);
}

function zoomBy(factor) {
  const [x, y, width, height] = zoom.view;
  setView([x + width * (1 - factor) / 2, y + height * (1 - factor) / 2, width * factor, height * factor]);
}
