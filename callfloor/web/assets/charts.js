/* Charts in light and dark. plotly.js asks nobody which of the two it is, so every chart is given the template of the moment
   just before it is drawn, and all are drawn again when the reader changes it. Headings inside a chart are written on one
   line where there is room. */
(function () {
  'use strict';
  var looks = JSON.parse(document.getElementById('callfloor-looks').textContent);
  var root = document.documentElement;
  var pen = document.createElement('canvas').getContext('2d');
  var BESIDE = 80;  // px of a chart beside its headings: the axis to their left, and some air

  function look() { return root.getAttribute('data-mantine-color-scheme') === 'dark' ? looks.dark : looks.light; }

  function fits(line, width) {
    pen.font = 'bold 13px ' + getComputedStyle(document.body).fontFamily;
    return pen.measureText(line.replace(/<[^>]*>/g, '')).width + BESIDE <= width;
  }

  function fitted(layout, place) {
    var width = place.clientWidth || 0;
    var out = Object.assign({}, layout, { template: look() });
    if (width >= 600 && out.annotations) {
      out.annotations = out.annotations.map(function (one) {
        var line = one.name === 'heading' ? one.text.replace(/<br>/g, ' ') : '';
        return line && fits(line, width) ? Object.assign({}, one, { text: line }) : one;
      });
    }
    return out;
  }

  function taught(plotly) {
    ['newPlot', 'react'].forEach(function (name) {
      var draw = plotly[name];
      plotly[name] = function (place, spec, layout, config) {
        var node = typeof place === 'string' ? document.getElementById(place) : place;
        if (spec && !Array.isArray(spec) && spec.data) {
          return draw.call(plotly, place, Object.assign({}, spec, { layout: fitted(spec.layout || {}, node) }));
        }
        return draw.call(plotly, place, spec, fitted(layout || {}, node), config);
      };
    });
    return plotly;
  }

  var known = window.Plotly ? taught(window.Plotly) : undefined;
  Object.defineProperty(window, 'Plotly', {
    configurable: true,
    get: function () { return known; },
    set: function (plotly) { known = plotly && plotly.react ? taught(plotly) : plotly; }
  });

  new MutationObserver(function () {
    if (!known) { return; }
    document.querySelectorAll('.js-plotly-plot').forEach(function (place) {
      known.relayout(place, { template: look() });
    });
  }).observe(root, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });
})();
