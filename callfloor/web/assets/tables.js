/* Tables that are read: sorted by a click on a column's name, copied as a spreadsheet takes them. */
(function () {
  'use strict';
  var UNITS = { ms: 0.001, s: 1, min: 60, h: 3600, d: 86400, '秒': 1, '分': 60, '分钟': 60, '小时': 3600, '天': 86400 };

  function size(text) { // what a cell says, as a number; null for words
    var plain = text.replace(/[\s\u00a0\u2009\u202f]/g, '').replace(/(\d),(?=\d{3})/g, '$1').replace('−', '-');
    var clock = plain.match(/^(\d{1,2}):(\d{2})(?::(\d{2}))?/);
    if (clock) { return clock[1] * 3600 + clock[2] * 60 + Number(clock[3] || 0); }
    var found = plain.match(/^[≤≥<>~+±]?([+-]?\d+(?:\.\d+)?)([a-z]+|[\u4e00-\u9fff]+)?/);
    return found ? Number(found[1]) * (UNITS[found[2]] || 1) : null;
  }

  function compare(left, right) {
    var a = size(left), b = size(right);
    if (a !== null && b !== null) { return a - b; }
    if (a !== null || b !== null) { return a !== null ? -1 : 1; }
    return left.localeCompare(right, document.documentElement.lang);
  }

  function sort(button) {
    var head = button.closest('th'), table = button.closest('table'), body = table.tBodies[0];
    var place = Array.prototype.indexOf.call(head.parentNode.children, head);
    var down = head.getAttribute('aria-sort') === 'ascending';
    var rows = Array.prototype.slice.call(body.rows);
    rows.sort(function (one, other) {
      var order = compare(one.cells[place].textContent, other.cells[place].textContent);
      return down ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
    table.querySelectorAll('th[aria-sort]').forEach(function (one) { one.setAttribute('aria-sort', 'none'); });
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  }

  function written(table) {
    return Array.prototype.map.call(table.rows, function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        return cell.textContent.trim().replace(/[\u2009\u202f]/g, '').replace(/\s+/g, ' ');
      }).join('\t');
    }).join('\n');
  }

  function copied(text) { // the clipboard is only there on this machine and behind HTTPS; the old way is everywhere
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text).then(function () { return true; }, function () { return old(text); });
    }
    return Promise.resolve(old(text));
  }

  function old(text) {
    var area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand('copy');
    area.remove();
    return done;
  }

  function copy(button) {
    var said = button.textContent;
    copied(written(button.parentNode.querySelector('table'))).then(function (done) {
      button.textContent = done ? button.dataset.done : button.dataset.failed;
      setTimeout(function () { button.textContent = said; }, 2000);
    });
  }

  document.addEventListener('click', function (event) {
    var sorter = event.target.closest('.callfloor-sort'), copier = event.target.closest('[data-copy]');
    if (sorter) { sort(sorter); }
    if (copier) { copy(copier); }
  });
})();
