/* The replay of a day (film.js, which is loaded first). What is shown is made once and then only changed where it changes. */
(function () {
  'use strict';
  var day = window.callfloor_film, unpacked = day.unpacked, at = day.at, clock = day.clock, length = day.length;
  var NONE = day.NONE, IDLE = day.IDLE, TALKING = day.TALKING, WRAP = day.WRAP, BREAK = day.BREAK;
  var NAMES = ['idle', 'talking', 'wrap_up', 'break', 'away'];
  var SIGNS = ['', '●', '✎', '‖', ''];
  var ANSWERED = 0, SHOWN = 10;

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }

  function make(tag, options, children) {
    var node = document.createElement(tag);
    Object.keys(options || {}).forEach(function (name) {
      if (name === 'text') { node.textContent = options.text; }
      else if (name === 'class') { node.className = options[name]; }
      else { node.setAttribute(name, options[name]); }
    });
    (children || []).forEach(function (child) { if (child) { node.appendChild(child); } });
    return node;
  }

  function put(node, text) { if (node.textContent !== text) { node.textContent = text; } }

  function Stage(place, film) {
    this.place = place; this.film = film; this.words = film.words;
    this.t = film.begins; this.playing = false; this.speed = 60; this.drawn = -1;
    this.floor = null; this.counts = null; this.state = new Int8Array(film.group.length).fill(-1);
    this.build();
    this.go(film.fullest); // where most wait: that is what one comes to see
    this.tell();
  }

  Stage.prototype.build = function () {
    this.place.textContent = '';
    this.place.appendChild(this.controls());
    this.told = make('p', { 'class': 'replay-told', role: 'status' });
    this.place.appendChild(this.told);
    this.place.appendChild(make('p', { 'class': 'soft', text: this.words.hint }));
    this.story = make('section', { 'class': 'replay-story', tabindex: '-1' });
    this.story.hidden = true;
    this.place.appendChild(this.story);
    this.place.appendChild(make('h2', { 'class': 'callfloor-heading', text: this.words.queues }));
    this.place.appendChild(this.queues());
    this.place.appendChild(make('h3', { 'class': 'callfloor-heading', text: this.words.foremost }));
    this.list = make('ul', { 'class': 'replay-list' });
    this.place.appendChild(this.list);
    this.place.appendChild(make('h2', { 'class': 'callfloor-heading', text: this.words.floor }));
    this.place.appendChild(this.legend());
    this.place.appendChild(this.agents());
    this.place.appendChild(this.table());
  };

  Stage.prototype.controls = function () {
    var me = this, words = this.words, film = this.film;
    this.button = make('button', { type: 'button', 'class': 'replay-button replay-play', text: '▶ ' + words.play });
    this.button.addEventListener('click', function () { me.play(!me.playing); });
    var back = make('button', { type: 'button', 'class': 'replay-button replay-step', 'aria-label': words.back, title: words.back, text: '−1 min' });
    var on = make('button', { type: 'button', 'class': 'replay-button replay-step', 'aria-label': words.on, title: words.on, text: '+1 min' });
    back.addEventListener('click', function () { me.go(me.t - 60); me.tell(); });
    on.addEventListener('click', function () { me.go(me.t + 60); me.tell(); });
    this.clock = make('span', { 'class': 'replay-clock' });
    var speed = make('select', { id: 'replay-speed' }, [1, 10, 60, 300, 900].map(function (n) {
      return make('option', { value: n, text: n + '×' });
    }));
    speed.value = '60';
    speed.addEventListener('change', function () { me.speed = Number(speed.value); });
    this.when = make('input', { id: 'replay-when', type: 'time', step: '1' });
    this.when.addEventListener('change', function () {
      var parts = me.when.value.split(':').map(Number);
      if (parts.length >= 2) { me.go(parts[0] * 3600 + parts[1] * 60 + (parts[2] || 0)); me.tell(); }
    });
    this.range = make('input', {
      type: 'range', min: film.begins, max: film.ends, step: 10, 'class': 'replay-range', 'aria-label': words.moment
    });
    this.range.addEventListener('input', function () { me.go(Number(me.range.value), true); });
    this.range.addEventListener('change', function () { me.tell(); });
    this.range.addEventListener('keydown', function (event) {
      if (event.key === ' ') { event.preventDefault(); me.play(!me.playing); }
      if (event.key === 'PageUp' || event.key === 'PageDown') {
        event.preventDefault();
        me.go(me.t + (event.key === 'PageUp' ? 300 : -300));
        me.tell();
      }
    });
    return make('div', { 'class': 'replay-controls' }, [
      make('div', { 'class': 'replay-row' }, [
        this.button, film.days > 1 ? make('span', { text: film.date }) : null, this.clock, back, on,
        make('label', { text: words.speed + ' ' }, [speed]), make('label', { text: words['goto'] + ' ' }, [this.when])
      ]),
      this.strip(), this.range
    ]);
  };

  Stage.prototype.strip = function () { // how many wait over the day, above the scrubber
    var ns = 'http://www.w3.org/2000/svg', strip = this.film.strip, most = Math.max.apply(null, strip.concat(1));
    var svg = document.createElementNS(ns, 'svg'), path = document.createElementNS(ns, 'path'), d = 'M0 40';
    strip.forEach(function (n, i) {
      var y = (40 - 38 * n / most).toFixed(1);
      d += 'L' + i + ' ' + y + 'L' + (i + 1) + ' ' + y;
    });
    path.setAttribute('d', d + 'L' + strip.length + ' 40Z');
    this.needle = document.createElementNS(ns, 'line');
    this.needle.setAttribute('y1', 0); this.needle.setAttribute('y2', 40);
    svg.setAttribute('viewBox', '0 0 ' + Math.max(strip.length, 1) + ' 40');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('class', 'replay-strip');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', fill(this.words.strip, {
      most: Math.max.apply(null, strip.concat(0)), time: clock(this.film.fullest).slice(0, 5)
    }));
    svg.appendChild(path); svg.appendChild(this.needle);
    return svg;
  };

  Stage.prototype.queues = function () {
    var film = this.film, words = this.words;
    var people = film.queues.filter(function (one) { return !one.deferred; });
    var most = Math.max.apply(null, people.map(function (one) { return one.peak; }).concat(1));
    this.bars = film.queues.map(function (one) {
      return {
        waiting: make('td'), longest: make('td'), scale: one.deferred ? Math.max(one.peak, 1) : most,
        bar: make('div', { 'class': 'replay-bar', style: 'background:' + one.colour })
      };
    });
    var bars = this.bars;
    var head = make('tr', {}, [words.queue, words.waiting, '', words.longest, words.most].map(function (text, i) {
      return text || i !== 2 ? make('th', { scope: 'col', text: text, 'class': i ? '' : 'name' }) : make('td', { 'class': 'replay-wide' });
    }));
    var rows = film.queues.map(function (one, i) {
      return make('tr', {}, [
        make('th', { scope: 'row', 'class': 'name', text: one.name }), bars[i].waiting,
        make('td', { 'class': 'replay-wide', 'aria-hidden': 'true' }, [bars[i].bar]), bars[i].longest, make('td', { text: one.peak })
      ]);
    });
    return make('div', { 'class': 'callfloor-wide', tabindex: '0', role: 'group', 'aria-label': words.queues }, [
      make('table', { 'class': 'replay-queues' }, [make('thead', {}, [head]), make('tbody', {}, rows)])
    ]);
  };

  Stage.prototype.legend = function () {
    var words = this.words, rests = this.film.rest_cell.length;
    return make('ul', { 'class': 'replay-legend', 'aria-hidden': 'true' }, NAMES.map(function (name, state) {
      if (state === BREAK && !rests) { return null; }
      return make('li', {}, [
        make('span', { 'class': 'replay-cell', 'data-state': name, text: SIGNS[state] }), document.createTextNode(' ' + words.states[name])
      ]);
    }));
  };

  Stage.prototype.agents = function () {
    var me = this, film = this.film, places = film.groups.map(function () { return []; });
    this.cells = [];
    film.group.forEach(function (group, cell) {
      var node = make('button', { type: 'button', 'class': 'replay-cell', tabindex: places[group].length ? '-1' : '0' });
      node.cell = cell;
      me.cells.push(node);
      places[group].push(node);
    });
    var root = make('div', { 'class': 'replay-floor' }, film.groups.map(function (one, group) {
      if (!places[group].length) { return null; }
      return make('div', { role: 'group', 'aria-label': one.name }, [
        make('h3', { text: one.name }), make('div', { 'class': 'replay-cells' }, places[group])
      ]);
    }));
    root.addEventListener('click', function (event) {
      var node = event.target.closest('.replay-cell');
      if (node) { me.pick(node); me.agentStory(node.cell); }
    });
    root.addEventListener('focusin', function (event) { if (event.target.cell !== undefined) { me.name(event.target); } });
    root.addEventListener('keydown', function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10, Home: -1e6, End: 1e6 }[event.key];
      var node = event.target;
      if (step === undefined || node.cell === undefined) { return; }
      event.preventDefault();
      var row = places[film.group[node.cell]], i = row.indexOf(node);
      var next = row[Math.min(Math.max(i + step, 0), row.length - 1)];
      me.pick(next);
      next.focus();
    });
    return root;
  };

  Stage.prototype.pick = function (node) { // one cell of each group can be reached by the tabulator
    var group = this.film.group[node.cell], film = this.film;
    this.cells.forEach(function (one) { if (film.group[one.cell] === group) { one.tabIndex = one === node ? 0 : -1; } });
  };

  Stage.prototype.table = function () {
    var words = this.words, film = this.film, me = this;
    var unused = film.rest_cell.length ? -1 : BREAK; // where nobody has a break there is no column for it
    this.numbers = film.groups.map(function () { return NAMES.map(function () { return make('td'); }); });
    this.numbers.forEach(function (row) { if (unused >= 0) { row[unused].hidden = true; } });
    var head = [words.group].concat(NAMES.map(function (name) { return words.states[name]; })).map(function (text, i) {
      var node = make('th', { scope: 'col', text: text, 'class': i ? '' : 'name' });
      node.hidden = i === unused + 1 && unused >= 0;
      return node;
    });
    var rows = film.groups.map(function (one, i) {
      return make('tr', {}, [make('th', { scope: 'row', 'class': 'name', text: one.name })].concat(me.numbers[i]));
    });
    return make('details', { open: '' }, [
      make('summary', { text: words.summary }),
      make('div', { 'class': 'callfloor-wide', tabindex: '0', role: 'group', 'aria-label': words.summary }, [
        make('table', {}, [make('thead', {}, [make('tr', {}, head)]), make('tbody', {}, rows)])
      ])
    ]);
  };

  Stage.prototype.go = function (t, scrubbed) {
    this.t = Math.min(Math.max(t, this.film.begins), this.film.ends);
    if (!scrubbed) { this.range.value = this.t; }
    this.draw();
  };

  Stage.prototype.draw = function () {
    var me = this, film = this.film, floor = at(film, this.t), words = this.words;
    this.floor = floor;
    var time = clock(this.t);
    put(this.clock, time);
    this.range.setAttribute('aria-valuetext', time);
    if (document.activeElement !== this.when) { this.when.value = time.slice(0, 8); }
    var x = (this.t - film.begins) / 60;
    this.needle.setAttribute('x1', x); this.needle.setAttribute('x2', x);
    floor.queues.forEach(function (one, i) {
      var bar = me.bars[i];
      put(bar.waiting, String(one.waiting));
      put(bar.longest, one.waiting ? length(one.longest) : '–');
      bar.bar.style.width = 100 * Math.min(one.waiting / bar.scale, 1) + '%';
    });
    var counts = film.groups.map(function () { return [0, 0, 0, 0, 0]; });
    floor.states.forEach(function (state, cell) {
      counts[film.group[cell]][state] += 1;
      if (me.state[cell] !== state) {
        me.state[cell] = state;
        me.cells[cell].dataset.state = NAMES[state];
        me.cells[cell].textContent = SIGNS[state];
        me.name(me.cells[cell]);
      }
    });
    this.counts = counts;
    counts.forEach(function (row, group) { row.forEach(function (n, state) { put(me.numbers[group][state], String(n)); }); });
    if (!this.playing || performance.now() - this.drawn > 250) { this.waiting(); this.drawn = performance.now(); }
  };

  Stage.prototype.name = function (node) {
    var film = this.film, cell = node.cell;
    node.setAttribute('aria-label', fill(this.words.agent_is, {
      group: film.groups[film.group[cell]].name, n: film.agent[cell] + 1, state: this.words.states[NAMES[this.state[cell]]]
    }));
  };

  Stage.prototype.waiting = function () { // who has waited longest, each with its story
    var me = this, film = this.film, t = this.t;
    if (this.list.contains(document.activeElement) && this.playing) { return; }
    var rows = this.floor.rows.slice().sort(function (a, b) { return film.joined[a] - film.joined[b] || film.number[a] - film.number[b]; });
    this.list.textContent = '';
    rows.slice(0, SHOWN).forEach(function (row) {
      var text = fill(me.words.contact_waits, {
        n: film.number[row] + 1, queue: film.queues[film.queue[row]].name, wait: length(t - film.joined[row])
      });
      var node = make('button', { type: 'button', 'class': 'callfloor-plain', text: text });
      node.addEventListener('click', function () { me.contactStory(film.number[row]); });
      me.list.appendChild(make('li', {}, [node]));
    });
    if (!rows.length) { this.list.appendChild(make('li', { text: this.words.nobody })); }
  };

  Stage.prototype.tell = function () { // for whoever listens: the floor in a sentence, when the clock stands
    if (this.playing) { return; }
    var me = this, film = this.film, words = this.words;
    var queues = this.floor.queues.map(function (one, i) { return { n: one.waiting, queue: film.queues[i].name, wait: length(one.longest) }; })
      .filter(function (one) { return one.n; }).sort(function (a, b) { return b.n - a.n; }).slice(0, 3)
      .map(function (one) { return fill(words.told_queue, one); });
    var groups = this.counts.map(function (row, i) {
      return { group: film.groups[i].name, talking: row[TALKING], wrap_up: row[WRAP], idle: row[IDLE], all: row[0] + row[1] + row[2] };
    }).filter(function (one) { return one.all; }).sort(function (a, b) { return b.all - a.all; }).slice(0, 3)
      .map(function (one) { return fill(words.told_group, one); });
    put(me.told, fill(words.told, {
      time: clock(this.t), queues: queues.join('; ') || words.nobody.replace(/[.。]$/, ''), groups: groups.join('; ')
    }).replace(/\. \.$/, '.'));
  };

  Stage.prototype.play = function (on) {
    var me = this, last = performance.now();
    this.playing = on;
    this.button.textContent = on ? '❚❚ ' + this.words.pause : '▶ ' + this.words.play;
    if (!on) { this.draw(); this.tell(); return; }
    if (this.t >= this.film.ends) { this.t = this.film.begins; }
    function frame(now) {
      if (!me.playing || !document.contains(me.clock)) { return; }
      me.go(me.t + Math.min(now - last, 1000) / 1000 * me.speed);
      last = now;
      if (me.t >= me.film.ends) { me.play(false); return; }
      requestAnimationFrame(frame);
    }
    requestAnimationFrame(frame);
  };

  Stage.prototype.opened = function (title, parts) {
    var me = this, words = this.words;
    if (this.playing) { this.play(false); }
    var before = document.activeElement;
    var close = make('button', { type: 'button', 'class': 'callfloor-plain', text: words.close });
    close.addEventListener('click', function () { me.story.hidden = true; if (document.contains(before)) { before.focus(); } });
    this.story.textContent = '';
    [make('h2', { text: title })].concat(parts, [close]).forEach(function (one) { me.story.appendChild(one); });
    this.story.hidden = false;
    this.story.setAttribute('aria-label', title);
    this.story.focus();
  };

  Stage.prototype.agentName = function (cell) {
    var film = this.film;
    return fill(this.words.agent, { group: film.groups[film.group[cell]].name, n: film.agent[cell] + 1 });
  };

  Stage.prototype.contactStory = function (number) {
    var me = this, film = this.film, words = this.words, parts = [];
    for (var i = 0; i < film.number.length; i++) {
      if (film.number[i] === number) { parts = parts.concat(me.attemptStory(i, !parts.length)); }
    }
    this.opened(fill(words.contact, { n: number + 1 }), parts);
  };

  Stage.prototype.attemptStory = function (i, first) {
    var me = this, film = this.film, words = this.words, lines = [];
    function line(t, text, cell) {
      if (isNaN(t)) { return; }
      var parts = [make('time', { text: clock(t) }), document.createTextNode(' ' + text)];
      var node = make('li', t > me.t ? { 'class': 'soft' } : {}, parts);
      lines.push(node);
    }
    var agent = film.cell[i] === NONE ? '' : this.agentName(film.cell[i]);
    line(film.arrived[i], words.arrived);
    if (film.queue[i] !== NONE) { line(film.joined[i], fill(words.joined, { queue: film.queues[film.queue[i]].name })); }
    if (film.cell[i] !== NONE && film.taken[i] !== film.answered[i]) { line(film.taken[i], fill(words.dialled, { agent: agent })); }
    if (film.outcome[i] === ANSWERED) {
      line(film.answered[i], fill(words.answered, { agent: agent, wait: length(film.answered[i] - film.joined[i]) }));
      line(film.ended[i], fill(words.ended, { time: length(film.ended[i] - film.answered[i]) }));
      line(film.released[i], fill(words.released, { agent: agent, time: length(film.released[i] - film.ended[i]) }));
    } else {
      var end = isNaN(film.gone[i]) ? film.arrived[i] : film.gone[i];
      line(end, fill(words.outcomes[film.outcome[i]], { wait: length(end - film.joined[i]) }));
    }
    var type = fill(words.type, { type: film.types[film.contact_type[i]] });
    return [
      make('h3', { text: fill(words.attempt, { n: film.attempt[i], cause: words.causes[film.cause[i]] }) }),
      first ? make('p', { 'class': 'soft', text: type }) : null, make('ol', { 'class': 'replay-lines' }, lines)
    ].filter(Boolean);
  };

  Stage.prototype.agentStory = function (cell) {
    var me = this, film = this.film, words = this.words, rows = [], last = NaN;
    for (var i = 0; i < film.number.length; i++) { if (film.cell[i] === cell) { rows.push(i); } }
    rows.sort(function (a, b) { return film.taken[a] - film.taken[b]; });
    var head = [words.taken, words.contact.replace('{n}', '').trim(), words.queue, words.talk, words.wrap, words.free];
    var body = rows.map(function (i) {
      var node = make('button', { type: 'button', 'class': 'callfloor-plain', text: String(film.number[i] + 1) });
      node.setAttribute('aria-label', fill(words.contact, { n: film.number[i] + 1 }));
      node.addEventListener('click', function () { me.contactStory(film.number[i]); });
      var free = isNaN(last) ? '–' : length(Math.max(film.taken[i] - last, 0));
      last = isNaN(last) ? film.released[i] : Math.max(last, film.released[i]);
      var now = film.taken[i] <= me.t && me.t < film.released[i];
      return make('tr', now ? { 'aria-current': 'true' } : {}, [
        make('td', { 'class': 'name', text: clock(film.taken[i]) }), make('td', {}, [node]),
        make('td', { text: film.queue[i] === NONE ? '–' : film.queues[film.queue[i]].name }),
        make('td', { text: length(film.ended[i] - film.taken[i]) }), make('td', { text: length(film.released[i] - film.ended[i]) }),
        make('td', { text: free })
      ]);
    });
    var table = make('table', {}, [
      make('thead', {}, [make('tr', {}, head.map(function (text, i) { return make('th', { scope: 'col', text: text, 'class': i ? '' : 'name' }); }))]),
      make('tbody', {}, body)
    ]);
    var told = rows.length ? fill(words.agent_day, { n: rows.length }) : words.agent_none;
    this.opened(fill(words.agent_is, {
      group: film.groups[film.group[cell]].name, n: film.agent[cell] + 1, state: words.states[NAMES[this.state[cell]]]
    }), [make('p', { text: told }), make('div', { 'class': 'callfloor-wide replay-scroll', tabindex: '0', role: 'group', 'aria-label': told }, [table])]);
    var current = table.querySelector('[aria-current]');
    if (current) { current.parentNode.parentNode.parentNode.scrollTop = current.offsetTop - 80; }
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.replay = {
    at: at, unpacked: unpacked, stage: null,
    show: function (data) {
      var place = document.getElementById('replay-stage');
      if (window.dash_clientside.replay.stage) { window.dash_clientside.replay.stage.playing = false; }
      window.dash_clientside.replay.stage = null;
      if (!place) { return window.dash_clientside.no_update; }
      place.textContent = '';
      if (data) { window.dash_clientside.replay.stage = new Stage(place, unpacked(data)); }
      return 'replay';
    }
  };
})();
