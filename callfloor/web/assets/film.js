/* A recorded day in the browser: its arrays (callfloor/films/reel.py), the floor at any moment of it, and how moments and waits are
   written. The floor is counted from the arrays anew for every picture, which takes less than a millisecond for 20,000 calls. The
   same counting, in Python, is Film.at. */
(function () {
  'use strict';
  var NONE = -1, IDLE = 0, TALKING = 1, WRAP = 2, BREAK = 3, AWAY = 4;
  var CODES = ['number', 'attempt', 'contact_type', 'queue', 'outcome', 'cause', 'cell', 'group', 'agent', 'there_cell', 'rest_cell'];
  var MOMENTS = ['arrived', 'joined', 'gone', 'taken', 'answered', 'ended', 'released', 'there_from', 'there_to', 'rest_from', 'rest_to'];

  function bytes(text) {
    var raw = atob(text), out = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) { out[i] = raw.charCodeAt(i); }
    return out.buffer;
  }

  function unpacked(data) {
    var film = Object.assign({}, data);
    CODES.forEach(function (name) { film[name] = new Int32Array(bytes(data[name])); });
    MOMENTS.forEach(function (name) { film[name] = new Float64Array(bytes(data[name])); });
    return film;
  }

  /* The floor at a moment: waiting and longest by queue, state by cell, rows that wait. */
  function at(film, t) {
    var queues = film.queues.map(function () { return { waiting: 0, longest: 0 }; });
    var states = new Int8Array(film.group.length).fill(AWAY), rows = [], i;
    for (i = 0; i < film.rest_cell.length; i++) {
      if (film.rest_from[i] <= t && t < film.rest_to[i]) { states[film.rest_cell[i]] = BREAK; }
    }
    for (i = 0; i < film.there_cell.length; i++) {
      if (film.there_from[i] <= t && t < film.there_to[i]) { states[film.there_cell[i]] = IDLE; }
    }
    for (i = 0; i < film.number.length; i++) {
      if (film.joined[i] <= t && t < film.gone[i] && film.queue[i] !== NONE) {
        var queue = queues[film.queue[i]];
        queue.waiting += 1;
        queue.longest = Math.max(queue.longest, t - film.joined[i]);
        rows.push(i);
      }
      if (film.cell[i] !== NONE && film.taken[i] <= t && t < film.released[i]) {
        if (t < film.ended[i]) { states[film.cell[i]] = TALKING; }
        else if (states[film.cell[i]] !== TALKING) { states[film.cell[i]] = WRAP; }
      }
    }
    return { queues: queues, states: states, rows: rows };
  }

  function two(n) { return (n < 10 ? '0' : '') + n; }

  function clock(t) {
    var s = Math.floor(t + 1e-9), day = Math.floor(s / 86400), rest = s - day * 86400;
    var text = two(Math.floor(rest / 3600)) + ':' + two(Math.floor(rest / 60) % 60) + ':' + two(rest % 60);
    return day ? text + (day > 0 ? ' +' : ' −') + Math.abs(day) : text;
  }

  function length(s) { // a wait: 43 s is 0:43, an hour and more 1:02:43
    s = Math.floor(s + 1e-9);
    var h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return h ? h + ':' + two(m) + ':' + two(s % 60) : m + ':' + two(s % 60);
  }

  window.callfloor_film = {
    NONE: NONE, IDLE: IDLE, TALKING: TALKING, WRAP: WRAP, BREAK: BREAK,
    unpacked: unpacked, at: at, clock: clock, length: length
  };
})();
