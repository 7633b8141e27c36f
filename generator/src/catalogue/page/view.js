(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const find = id => document.getElementById(id);
  const root = document.documentElement;
  root.classList.add('scripted');

  // Whatever is shown becomes text of an element: nothing here makes HTML of a text.
  const make = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== false) element.setAttribute(key, value);
    }
    element.append(...inside);
    return element;
  };
  const number = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

  const operations = data.operations.map(([service, id, method, path, group, summary, call, error, list]) => ({
    service, id, method, path, group: data.texts[group], summary, call, error, list: data.lists[list],
  }));
  const columns = data.columns.map(([label, isCode, anchors]) => ({ label, isCode, anchors }));
  const anchorOf = (column, service) => {
    const own = columns[column].anchors.find(([of]) => of === service);
    return own ? own[1] : null;
  };
  // A cell: column, outcome, what stands behind the enum, what the operation says.
  const cellsOf = operation => {
    const cells = [];
    for (let at = 0; at < operation.list.length; at += 4) {
      const [column, outcome, arm, meaning] = operation.list.slice(at, at + 4);
      const [tone, phrase] = data.repeats[outcome];
      cells.push({
        column, tone, phrase, meaning: data.texts[meaning],
        arm: `${operation.error.split('::').pop()}::${data.texts[arm]}`,
      });
    }
    return cells;
  };

  // Theme.
  const themes = ['system', 'light', 'dark'];
  const kept = (() => { try { return localStorage; } catch { return null; } })();
  const setTheme = theme => {
    if (theme === 'system') delete root.dataset.theme; else root.dataset.theme = theme;
    find('theme').textContent = `Theme: ${theme}`;
    try { kept?.setItem('faultcode-theme', theme); } catch { /* It is chosen again next time. */ }
  };
  const chosen = (() => { try { return kept?.getItem('faultcode-theme'); } catch { return null; } })();
  setTheme(themes.includes(chosen) ? chosen : 'system');
  find('theme').addEventListener('click', () => {
    const now = root.dataset.theme || 'system';
    setTheme(themes[(themes.indexOf(now) + 1) % themes.length]);
  });

  // Filter.
  const articles = new Map();
  for (const article of document.querySelectorAll('article')) {
    const meaning = article.querySelector('.meaning');
    articles.set(article.id, { article, text: `${article.firstElementChild.textContent} ${meaning?.textContent || ''}`.toLowerCase() });
  }
  const textOf = operation => [operation.id, operation.method, operation.path, operation.group, operation.summary,
    data.services[operation.service].join(' ')].join(' ').toLowerCase();
  const texts = operations.map(textOf);
  const search = find('search');
  const service = find('service');
  const boxes = [...document.querySelectorAll('input[name="tone"]')];
  let shown = { rows: [], columns: [] };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = text => words.every(word => text.includes(word));
    const tones = boxes.map(box => box.checked);
    const ofService = service && service.value !== '' ? Number(service.value) : null;
    const all = words.length === 0 && tones.every(Boolean);
    const known = new Map();
    const codeFits = (column, of) => {
      const anchor = anchorOf(column, of);
      if (!known.has(anchor)) known.set(anchor, has(articles.get(anchor)?.text || ''));
      return known.get(anchor);
    };
    const counts = tones.map(() => 0);
    const rows = [];
    const used = new Set();
    const live = new Set();
    operations.forEach((operation, index) => {
      if (ofService !== null && operation.service !== ofService) return;
      const fits = has(texts[index]);
      const cells = new Map();
      for (const cell of cellsOf(operation)) {
        if (!fits && !codeFits(cell.column, operation.service)) continue;
        counts[cell.tone] += 1;
        if (!tones[cell.tone]) continue;
        cells.set(cell.column, cell);
        used.add(cell.column);
        live.add(anchorOf(cell.column, operation.service));
      }
      if (cells.size > 0 || (fits && tones.every(Boolean))) rows.push({ operation, cells });
    });
    // Codes stand before statuses, whichever service has them.
    const order = columns.map((_, column) => column).sort((one, other) => columns[other].isCode - columns[one].isCode);
    shown = { rows, columns: order.filter(column => used.has(column)) };
    for (const [anchor, { article, text }] of articles) {
      const own = ofService === null || anchor.startsWith(`${data.services[ofService][0]}.`);
      article.hidden = !(live.has(anchor) || (own && tones.every(Boolean) && (all || has(text))));
    }
    for (const small of document.querySelectorAll('[data-tone]')) small.textContent = counts[Number(small.dataset.tone)];
    const codes = [...articles.values()].filter(({ article }) => !article.hidden).length;
    for (const heading of document.querySelectorAll('.service')) {
      let next = heading.nextElementSibling;
      while (next && next.tagName === 'ARTICLE' && next.hidden) next = next.nextElementSibling;
      heading.hidden = !(next && next.tagName === 'ARTICLE');
    }
    find('count').textContent = `${number(rows.length, 'operation')}; ${codes} of ${articles.size} codes and statuses`;
    find('none').hidden = codes > 0;
    active = { row: 0, column: -1 };
    layOut();
  };

  // Matrix: only what is seen is drawn.
  const grid = find('grid');
  grid.setAttribute('role', 'grid');
  grid.setAttribute('aria-labelledby', 'matrix-title');
  const size = { row: 28, column: 30, side: 320, head: 160 };
  const sheet = make('div', { role: 'presentation' });
  sheet.style.position = 'relative';
  grid.append(sheet);
  let active = { row: 0, column: -1 };
  let drawn = null;

  const layOut = () => {
    const longest = shown.columns.reduce((most, column) => Math.max(most, columns[column].label.length), 4);
    size.head = Math.min(300, 28 + longest * 8.4);
    size.row = parseFloat(getComputedStyle(root).fontSize) * 1.75;
    size.side = grid.clientWidth < 640 ? Math.max(130, grid.clientWidth * .45) : 340;
    sheet.style.width = `${size.side + shown.columns.length * size.column}px`;
    sheet.style.height = `${size.head + shown.rows.length * size.row}px`;
    grid.setAttribute('aria-rowcount', shown.rows.length + 1);
    grid.setAttribute('aria-colcount', shown.columns.length + 1);
    grid.hidden = shown.rows.length === 0;
    drawn = null;
    draw();
  };

  const seen = () => {
    const rows = Math.ceil((grid.clientHeight || innerHeight) / size.row);
    const first = Math.floor(grid.scrollTop / size.row);
    const across = Math.ceil(Math.max(0, grid.clientWidth - size.side) / size.column);
    const left = Math.floor(grid.scrollLeft / size.column);
    return { top: first, bottom: first + rows, left, right: left + across };
  };

  const place = (element, row, column) => {
    element.dataset.row = row;
    element.dataset.column = column;
    element.setAttribute('aria-colindex', column + 2);
    element.tabIndex = row === active.row && column === active.column ? 0 : -1;
    return element;
  };

  const drawCell = (row, column) => {
    const { operation, cells } = shown.rows[row];
    const own = shown.columns[column];
    const cell = cells.get(own);
    const element = make('div', {
      role: 'gridcell',
      class: cell ? data.tones[cell.tone][0] : 'empty',
      'aria-label': cell ? `${columns[own].label}: ${cell.phrase === 'no' ? 'not repeated' : cell.phrase}` : `${columns[own].label}: not declared`,
      title: cell ? `${operation.id}, ${columns[own].label}: ${data.tones[cell.tone][2]}` : null,
    }, cell ? data.tones[cell.tone][1] : '');
    element.style.left = `${size.side + column * size.column}px`;
    element.style.width = `${size.column}px`;
    return place(element, row, column);
  };

  const drawHead = range => {
    const head = make('div', { role: 'row', class: 'head', 'aria-rowindex': 1 });
    head.style.width = sheet.style.width;
    head.style.height = `${size.head}px`;
    const corner = place(make('div', { role: 'columnheader', class: 'corner' }, 'Operation'), -1, -1);
    corner.style.width = `${size.side}px`;
    head.append(corner);
    for (let column = range.left; column < range.right; column += 1) {
      const own = columns[shown.columns[column]];
      const link = place(make('a', { href: `#${own.anchors[0][1]}`, title: own.label }, own.label), -1, column);
      link.removeAttribute('aria-colindex');
      const element = make('div', { role: 'columnheader', 'aria-colindex': column + 2 }, link);
      element.style.left = `${size.side + column * size.column}px`;
      element.style.width = `${size.column}px`;
      head.append(element);
    }
    return head;
  };

  const drawRow = (row, range) => {
    const { operation, cells } = shown.rows[row];
    const begins = row > 0 && shown.rows[row - 1].operation.service !== operation.service;
    const element = make('div', { role: 'row', class: begins ? 'begins' : null, 'aria-rowindex': row + 2 });
    element.style.top = `${size.head + row * size.row}px`;
    element.style.width = sheet.style.width;
    const header = place(make('div', { role: 'rowheader', title: `${operation.id}: ${operation.method} ${operation.path}` },
      make('b', {}, operation.method), operation.id,
      ...(data.services.length > 1 ? [make('small', {}, ` ${data.services[operation.service][0]}`)] : [])), row, -1);
    header.style.width = `${size.side}px`;
    element.append(header);
    for (let column = range.left; column < range.right; column += 1) {
      const isActive = row === active.row && column === active.column;
      if (isActive || cells.has(shown.columns[column])) element.append(drawCell(row, column));
    }
    return element;
  };

  const draw = () => {
    const need = seen();
    const inside = drawn && need.top >= drawn.top && Math.min(need.bottom, shown.rows.length) <= drawn.bottom
      && need.left >= drawn.left && Math.min(need.right, shown.columns.length) <= drawn.right;
    if (inside) return;
    const range = {
      top: Math.max(0, need.top - 12), bottom: Math.min(shown.rows.length, need.bottom + 12),
      left: Math.max(0, need.left - 12), right: Math.min(shown.columns.length, need.right + 12),
    };
    const focused = grid.contains(document.activeElement);
    const rows = [];
    for (let row = range.top; row < range.bottom; row += 1) rows.push(drawRow(row, range));
    // What has the focus stays in the page, wherever it is scrolled to.
    const apart = active.row >= 0 && active.row < shown.rows.length && (active.row < range.top || active.row >= range.bottom);
    if (apart) rows.push(drawRow(active.row, range));
    sheet.replaceChildren(drawHead(range), ...rows);
    drawn = range;
    if (focused) focusActive();
  };

  const elementOf = ({ row, column }) => grid.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  const focusActive = () => elementOf(active)?.focus({ preventScroll: true });

  const move = (row, column) => {
    if (shown.rows.length === 0) return;
    active = {
      row: Math.max(-1, Math.min(shown.rows.length - 1, row)),
      column: Math.max(-1, Math.min(shown.columns.length - 1, column)),
    };
    if (active.row >= 0) {
      const top = active.row * size.row;
      const room = grid.clientHeight - size.head - size.row;
      if (top < grid.scrollTop) grid.scrollTop = top;
      else if (top > grid.scrollTop + room) grid.scrollTop = top - room;
    }
    if (active.column >= 0) {
      const left = active.column * size.column;
      const room = grid.clientWidth - size.side - size.column;
      if (left < grid.scrollLeft) grid.scrollLeft = left;
      else if (left > grid.scrollLeft + room) grid.scrollLeft = left - room;
    }
    drawn = null;
    draw();
    focusActive();
  };

  grid.addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
  addEventListener('resize', layOut);
  grid.addEventListener('focusin', event => {
    const { row, column } = event.target.dataset;
    if (row === undefined) return;
    active = { row: Number(row), column: Number(column) };
    for (const element of grid.querySelectorAll('[tabindex="0"]')) element.tabIndex = -1;
    event.target.tabIndex = 0;
  });
  grid.addEventListener('keydown', event => {
    if (event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((grid.clientHeight - size.head) / size.row) - 1);
    const { row, column } = active;
    const last = shown.rows.length - 1;
    const moves = {
      ArrowUp: () => move(row - 1, column),
      ArrowDown: () => move(row + 1, column),
      ArrowLeft: () => move(row, column - 1),
      ArrowRight: () => move(row, column + 1),
      PageUp: () => move(Math.max(0, row - page), column),
      PageDown: () => move(row + page, column),
      Home: () => move(event.ctrlKey ? -1 : row, -1),
      End: () => move(event.ctrlKey ? last : row, shown.columns.length - 1),
      Enter: () => open(row, column),
      ' ': () => open(row, column),
    };
    if (!Object.hasOwn(moves, event.key)) return;
    if (event.key === 'Enter' && row === -1 && column >= 0) return;
    event.preventDefault();
    moves[event.key]();
  });
  grid.addEventListener('click', event => {
    const element = event.target.closest('[data-row]');
    if (!element) return;
    const { row, column } = element.dataset;
    if (Number(row) >= 0) open(Number(row), Number(column));
  });

  // Dialog.
  const dialog = find('shown');
  const chip = tone => {
    const [look, letter, words] = data.tones[tone];
    return make('span', { class: `chip ${look}` }, make('b', {}, letter), ` ${words}`);
  };
  const row = (name, ...inside) => make('div', {}, make('dt', {}, name), make('dd', {}, ...inside));
  const arms = (operation, cells) => {
    const lines = cells.map(cell => `        Some(${cell.arm}) => …,`);
    const text = [`use ${operation.error};`, '', `match ${operation.call}.await {`, '    Ok(answer) => …,',
      '    Err(error) => match error.api() {', ...lines, '        _ => return Err(error.into()),', '    },', '}'].join('\n');
    return make('pre', { class: 'rust', tabindex: 0, 'aria-label': 'In Rust' }, make('code', {}, text));
  };
  const request = operation => row('Request', make('code', {}, `${operation.method} ${operation.path}`));
  const show = (title, ...inside) => {
    const close = make('button', { type: 'button' }, 'Close');
    close.addEventListener('click', () => dialog.close());
    dialog.replaceChildren(make('h2', { id: 'shown-title' }, ...title), ...inside, close);
    dialog.showModal();
  };
  const leave = (anchor, text) => {
    const link = make('a', { href: `#${anchor}` }, text);
    link.addEventListener('click', () => { dialog.close(); setTimeout(goTo); });
    return link;
  };
  const open = (at, column) => {
    if (at < 0 || at >= shown.rows.length) return;
    const { operation, cells } = shown.rows[at];
    if (column < 0) {
      const all = cellsOf(operation);
      const lines = all.map(cell => make('tr', {},
        make('td', {}, make('code', {}, leave(anchorOf(cell.column, operation.service), columns[cell.column].label))),
        make('td', {}, chip(cell.tone)), make('td', {}, cell.meaning)));
      const head = make('thead', {}, make('tr', {}, ...['Code', 'A call is', 'Meaning here'].map(it => make('th', { scope: 'col' }, it))));
      const table = all.length > 0 ? [make('table', {}, head, make('tbody', {}, ...lines))] : [make('p', {}, 'The document declares no error of it.')];
      show([make('code', {}, operation.id)], make('dl', {}, request(operation), ...(operation.summary ? [row('Does', operation.summary)] : [])),
        ...table, arms(operation, all));
      return;
    }
    const own = shown.columns[column];
    const cell = cells.get(own);
    if (!cell) return;
    const anchor = anchorOf(own, operation.service);
    const label = columns[own].label;
    const said = articles.get(anchor)?.article.querySelector('p.meaning');
    const meaning = cell.meaning || said?.textContent || '';
    show([make('code', {}, operation.id), ' answers ', make('code', {}, label)],
      make('dl', {}, request(operation), ...(meaning ? [row('Meaning', meaning)] : []), row('A call is', chip(cell.tone), ` ${cell.phrase}`)),
      arms(operation, [cell]), make('p', {}, leave(anchor, `All about ${label}`)));
  };
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });

  // Those who answer a code beside the named ones.
  for (const more of document.querySelectorAll('.more')) {
    const article = more.closest('article');
    const button = make('button', { type: 'button' }, 'Show all operations');
    button.addEventListener('click', () => {
      const list = article.querySelector('.operations');
      const items = [];
      for (const operation of operations) {
        for (const cell of cellsOf(operation)) {
          if (anchorOf(cell.column, operation.service) !== article.id) continue;
          items.push(make('li', {}, make('code', {}, operation.id), ' ', make('span', { class: 'request' }, `${operation.method} ${operation.path}`),
            ' ', make('code', { class: 'arm' }, cell.arm), ' ', make('small', {}, `repeated: ${cell.phrase}`)));
        }
      }
      list.replaceChildren(...items);
      list.tabIndex = -1;
      list.focus();
      more.remove();
    });
    more.append(' ', button);
  }

  // Anchors: what is linked to is shown, whatever the filter says.
  const goTo = () => {
    const target = location.hash && find(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden) { find('controls').reset(); filter(); }
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  };
  addEventListener('hashchange', goTo);

  // Print: the matrix as lines, since none is wide enough for it.
  addEventListener('beforeprint', () => {
    const items = shown.rows.map(({ operation, cells }) => make('li', {}, make('code', {}, operation.id), ': ',
      [...cells.values()].map(cell => `${columns[cell.column].label} (${data.tones[cell.tone][1]})`).join(', ')));
    const legend = data.tones.map(([, letter, words]) => `${letter}: ${words}`).join('; ');
    find('printed').replaceChildren(make('p', {}, legend), make('ul', {}, ...items));
  });
  addEventListener('afterprint', () => find('printed').replaceChildren());

  // The rest of the page.
  search.addEventListener('input', filter);
  service?.addEventListener('change', filter);
  boxes.forEach(box => box.addEventListener('change', filter));
  find('controls').addEventListener('submit', event => event.preventDefault());
  find('controls').addEventListener('reset', () => setTimeout(filter));
  addEventListener('keydown', event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || '') && document.activeElement.type !== 'checkbox';
    if (event.key === '/' && !typing && !dialog.open) { event.preventDefault(); search.focus(); search.select(); }
    if (event.key === 'Escape' && document.activeElement === search && search.value) { search.value = ''; filter(); event.preventDefault(); }
  });
  filter();
  goTo();
})();
