// Drawings in SVG. They repeat what a table says, so nobody has to see them; their colours are classes of the style
// sheet, because the page's policy allows no style of its own.

const space = 'http://www.w3.org/2000/svg';

export function shape(name, attributes = {}, ...children) {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat(Infinity));
  return made;
}

const width = 960, height = 260, left = 56, foot = 26, head = 12;

// A round number at or above `most`, so that the scale has no odd ones.
export function scaleTop(most) {
  if (most <= 4) return 4;
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].map(step => step * unit).find(top => top >= most);
}

// Bars over `labels`; `values` in the same order. `write` makes the texts of the scale.
export function barChart(labels, values, write, about) {
  const top = scaleTop(Math.max(...values, 0));
  const step = (width - left) / labels.length, room = height - head - foot;
  const y = value => head + room - value / top * room;
  const lines = [0, .25, .5, .75, 1].filter(part => Number.isInteger(top * part)).map(part => [
    shape('line', {x1: left, x2: width, y1: y(top * part), y2: y(top * part), class: 'scale'}),
    shape('text', {x: left - 8, y: y(top * part) + 5, 'text-anchor': 'end'}, write(top * part))]);
  const bars = values.map((value, i) =>
    shape('rect', {x: left + i * step + step * .12, width: step * .76, y: y(value), height: Math.max(0, y(0) - y(value)), class: 'bar'}));
  const names = labels.map((label, i) => (labels.length <= 16 || i % 2 === 0)
    ? shape('text', {x: left + (i + .5) * step, y: height - 6, 'text-anchor': 'middle'}, label) : []);
  return shape('svg', {viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': about}, lines, bars, names);
}
