package grafana

import "time"

// A seenPanel is a panel as the page shows it.
type seenPanel struct {
	ID     int
	Text   string
	Failed bool
	Bottom float64
	Cut    []string // texts that do not fit where they are
	Below  []string // texts that are seen only after scrolling down
	States []string // names of states that have too little room
	Titles []string // those of them that are titles of panels and columns
	Faint  []string // texts whose contrast is too small
	Zeros  []string // figures that are written as minus nothing
	Links  []string // texts that open something
	Wide   bool     // a table that scrolls sideways
	Bare   bool     // a table of headings alone
}

// A seenPage is a board as the page shows it.
type seenPage struct {
	Panels   []seenPanel
	Loading  int      // panels that are not ready
	Alerts   []string // what Grafana complains of
	Marks    int      // annotations
	messages []string // what the page wrote to its console
	took     time.Duration
}

// height is that of the board.
func (p seenPage) height() int64 {
	bottom := 0.0
	for _, panel := range p.Panels {
		bottom = max(bottom, panel.Bottom)
	}
	return int64(bottom)
}

// look is run on the page. A text needs a contrast of 4.5, or of 3 where its
// letters are large (WCAG 2.2, 1.4.3). A text is cut off where it is wider than an element
// around it that hides what sticks out, or reaches into its padding where it would end with
// dots; below its end likewise. A column's heading is where it has more lines than there is
// room for: its first is hidden then. A state over time has its name written on it as far as
// there is room: there is too little where the legend has more.
//
// Grafana 10 writes a panel's ID on its place in the grid. Later versions write
// keys that end in it: on places ("grid-item-7"), panels and rows ("panel-7").
// Where Grafana 13 lays rows out otherwise, they have a title alone. Errors of
// panels have a mark of their own from 10.2 on.
const look = `(() => {
  const rgba = color => { const v = color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return v.length < 4 ? [...v, 1] : v; };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const luminance = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    const layers = [];
    for (; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] > 0) { layers.push(color); }
      if (color[3] === 1) { break; }
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const faint = e => {
    const style = getComputedStyle(e), size = parseFloat(style.fontSize), under = ground(e);
    const [a, b] = [luminance(over(rgba(style.color), under)), luminance(under)].sort((x, y) => y - x);
    const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
    return style.visibility !== 'hidden' && (a + 0.05) / (b + 0.05) < (large ? 3 : 4.5);
  };
  const heading = '[role="columnheader"], h2, h6, [data-testid*="header-container"]';
  const id = item => Number(item.dataset.panelid ?? item.dataset.griditemKey?.match(/[0-9]+$/)?.[0]);
  const panels = [...document.querySelectorAll('[data-panelid], [data-griditem-key]')].map(item => {
    const box = item.getBoundingClientRect();
    const cut = [], below = [], states = [], titles = [], thin = [], zeros = [];
    const texts = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode, range = document.createRange();
      range.selectNodeContents(text);
      const at = range.getBoundingClientRect();
      if (!at.width || !text.textContent.trim()) { continue; }
      if (faint(text.parentElement)) { thin.push(text.textContent); }
      if (/^[-−]0([.,]0+)?$/.test(text.textContent.trim())) { zeros.push(text.textContent); }
      for (let e = text.parentElement; e !== item.parentElement; e = e.parentElement) {
        if (getComputedStyle(e).overflowY !== 'visible' && at.bottom > e.getBoundingClientRect().bottom + 1) { below.push(text.textContent); break; }
      }
      for (let e = text.parentElement; e !== item.parentElement; e = e.parentElement) {
        if (getComputedStyle(e).overflowX === 'visible') { continue; }
        const clip = e.getBoundingClientRect(), style = getComputedStyle(e);
        const padding = style.textOverflow === 'ellipsis' ? parseFloat(style.paddingRight) : 0;
        if (at.right > clip.right - padding + 1 || at.left < clip.left - 1) {
          cut.push(text.textContent);
          if (text.parentElement.closest(heading)) { titles.push(text.textContent); }
          break;
        }
      }
    }
    for (const head of item.querySelectorAll('[role="columnheader"]')) {
      const box = head.getBoundingClientRect(), range = document.createRange();
      range.selectNodeContents(head);
      const at = range.getBoundingClientRect();
      if (at.height > box.height + 1 || at.top < box.top - 1) { cut.push(head.innerText); titles.push(head.innerText); }
    }
    const names = [...item.querySelectorAll('[data-testid^="data-testid VizLegend series"], [class*="LegendLabel"]')].map(e => e.innerText.trim());
    for (const canvas of item.querySelectorAll('canvas')) {
      for (const said of canvas.written ?? []) {
        if (names.some(name => name !== said && name.startsWith(said)) && !names.includes(said) && /[^\W\d]/.test(said)) { states.push(said); }
      }
    }
    return {
      ID: id(item), Text: item.innerText, Cut: cut, Below: below, States: states, Titles: titles, Faint: thin, Zeros: zeros, Links: [...item.querySelectorAll('a')].map(e => e.innerText), Bottom: box.bottom + window.scrollY,
      Wide: [...item.querySelectorAll('[role="grid"], [role="table"], [role="table"] > div')].some(e => e.scrollWidth > e.clientWidth + 1),
      Bare: item.querySelector('[role="columnheader"]') !== null && item.querySelector('[role="gridcell"], [role="cell"]') === null,
      Failed: item.querySelector('[data-testid="data-testid Panel status error"], [aria-label="Panel status"]:not([data-testid])') !== null,
    };
  });
  const wrapper = 'data-testid dashboard-row-wrapper-for-';
  const rows = [...document.querySelectorAll('[data-testid^="' + wrapper + '"]')].map(row => (
    {ID: 0, Text: row.dataset.testid.slice(wrapper.length), Cut: [], Below: [], States: [], Titles: [], Faint: [], Zeros: [], Wide: false, Bottom: row.getBoundingClientRect().bottom + window.scrollY, Failed: false}
  ));
  return {
    Panels: panels.concat(rows),
    Loading: document.querySelectorAll('[aria-label="Panel loading bar"]').length,
    Alerts: [...document.querySelectorAll('[data-testid="data-testid Alert error"], .page-alert-list')].map(e => e.innerText).filter(t => t),
    Marks: document.querySelectorAll('[data-testid="data-testid annotation-marker"]').length,
  };
})()`
