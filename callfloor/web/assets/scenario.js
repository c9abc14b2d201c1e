/* The tables by interval: a block that was copied in a spreadsheet is handed to the page with the cell it was pasted at, and the
   server lays it in; a cell takes numbers only. */
(function () {
  'use strict';
  var functions = window.dashAgGridFunctions = window.dashAgGridFunctions || {};

  functions.scenarioSet = function (params, key) {
    var value = params.newValue === '' || params.newValue === undefined ? null : params.newValue;
    if (value === params.data[key]) { return false; }
    params.data[key] = value;
    return true;
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
