/* The tables by interval: a block that was copied in a spreadsheet is handed to the page with the cell it was pasted at, and the
   server lays it in; what is typed in a
   cell stays there, marked where it is no number of 0 or more, until it is mended. */
(function () {
  'use strict';
  var functions = window.dashAgGridFunctions = window.dashAgGridFunctions || {};

  functions.scenarioSet = function (params, key) {
    var text = params.newValue === null || params.newValue === undefined ? '' : String(params.newValue).trim();
    var plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replace(/,/g, '') : text;
    var value = text === '' ? null : /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
    if (value === params.data[key]) { return false; }
    params.data[key] = value;
    return true;
  };

  /* Drafts: what is not saved yet is kept in this browser, under the user's name and the scenario's address, and offered on return. */
  function place() {
    var node = document.getElementById('scenario-left');
    if (node && !node.dataset.key) { node.dataset.key = 'callfloor-draft ' + node.dataset.user + ' ' + location.pathname; }
    return node;
  }

  function stored(node, text) { // undefined reads, null removes; a browser may forbid all of it
    try {
      if (text === undefined) { return localStorage.getItem(node.dataset.key); }
      if (text === null) { localStorage.removeItem(node.dataset.key); } else { localStorage.setItem(node.dataset.key, text); }
    } catch (refused) { /* then nothing is kept */ }
    return null;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.scenario = {
    remember: function (draft, begun) {
      var node = place();
      if (!node) { return true; }
      if (!node.dataset.met) { // the page was just drawn
        node.dataset.met = 'yes';
        var before = stored(node);
        return before === null || before === begun;
      }
      stored(node, draft === begun ? null : draft);
      return true;
    },
    take: function (clicks) { return clicks ? stored(place()) : window.dash_clientside.no_update; },
    drop: function (clicks) {
      if (!clicks) { return window.dash_clientside.no_update; }
      stored(place(), null);
      return true;
    }
  };

  document.addEventListener('paste', function (event) {
    var cell = event.target && event.target.closest && event.target.closest('.scenario-grid .ag-cell');
    if (!cell || cell.classList.contains('ag-cell-inline-editing')) { return; }
    var row = cell.closest('.ag-row');
    var text = event.clipboardData && event.clipboardData.getData('text/plain');
    if (!row || !text) { return; }
    event.preventDefault();
    window.dash_clientside.set_props('scenario-pasted', {
      data: { row: Number(row.getAttribute('row-index')), column: cell.getAttribute('col-id'), text: text.slice(0, 2000000) }
    });
  });
})();
