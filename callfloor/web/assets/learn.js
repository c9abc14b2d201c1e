/* Learn: what a slider stands on is shown at once; the server is asked when the sliders have come to rest, once for all of them, so that no
   chart answers to a place that was only passed, and none to another place than its neighbours. */
(function () {
  'use strict';
  var REST = 250; // ms without a move
  var learn = (window.dash_clientside = window.dash_clientside || {}).learn = {};
  var waiting = null, timer = null;

  learn.shown = function () {
    var given = Array.prototype.slice.call(arguments), words = given.pop();
    return given.map(function (value, place) {
      return place === words.place && value >= words.end ? words.endless : String(value);
    });
  };

  learn.rest = function () {
    var now = Array.prototype.slice.call(arguments);
    clearTimeout(timer);
    if (waiting) { waiting(window.dash_clientside.no_update); }
    return new Promise(function (resolve) {
      waiting = resolve;
      timer = setTimeout(function () { waiting = null; resolve(now); }, REST);
    });
  };
})();
