/* What the frame does in the browser: title and focus of a new page, the navigation on a phone, light and dark, and what is
   said when callfloor itself does not answer. */
(function () {
  'use strict';
  var KEY = 'mantine-color-scheme-value';
  var first = true;

  function here(link) {
    var path = link.getAttribute('href'), now = location.pathname;
    return path === now || (path !== '/' && now.indexOf(path + '/') === 0);
  }

  function mark() {
    document.querySelectorAll('#shell-navigation a').forEach(function (link) {
      if (here(link)) { link.setAttribute('aria-current', 'page'); } else { link.removeAttribute('aria-current'); }
    });
  }

  var greeted = { node: null, text: '' };

  // The new page's heading takes the focus, so that keys and screen readers go on from there. It may be drawn a moment later.
  function greet(focus, tries) {
    var heading = document.querySelector('#shell-page h1');
    var same = !heading || (heading === greeted.node && heading.textContent === greeted.text);
    if (same && tries > 0) { setTimeout(function () { greet(focus, tries - 1); }, 50); return; }
    if (!heading) { return; }
    greeted = { node: heading, text: heading.textContent };
    if (!focus) { return; }
    heading.setAttribute('tabindex', '-1');
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  function navbar(open) {
    return { width: 208, breakpoint: 'sm', collapsed: { mobile: !open } };
  }

  function tell(sentence) {
    var place = document.getElementById('callfloor-silent');
    if (!place) {
      place = document.createElement('div');
      place.id = 'callfloor-silent';
      place.setAttribute('role', 'alert');
      document.body.prepend(place);
    }
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  var words = JSON.parse(document.getElementById('callfloor-words').textContent);
  var ask = window.fetch;
  window.fetch = function (address) {
    var ours = String(address && address.url || address).indexOf('/_dash-') >= 0;
    return ask.apply(this, arguments).then(function (answer) {
      if (!ours) { return answer; }
      if (answer.status === 401) {
        location.assign('/login?next=' + encodeURIComponent(location.pathname + location.search));
      } else if (answer.status >= 400) {
        answer.clone().text().then(function (text) {
          tell(answer.headers.get('Content-Type').indexOf('text/plain') === 0 ? text : words.failed);
        });
      } else { tell(''); }
      return answer;
    }, function (fault) {
      if (ours && fault.name !== 'AbortError') { tell(words.silent); }
      throw fault;
    });
  };

  function label() { // the field of an upload is named by the words around it
    document.querySelectorAll('input[type="file"]:not([aria-label])').forEach(function (input) {
      var words = input.parentNode.textContent.trim();
      if (words) { input.setAttribute('aria-label', words); }
    });
  }

  new MutationObserver(label).observe(document.body, { childList: true, subtree: true });

  function refused(list, accept) { // why files are not taken; '' where they are
    var kinds = (accept || '').split(',').filter(Boolean);
    var files = Array.prototype.slice.call(list || []);
    if (files.some(function (file) { return file.size > words.most; })) { return words.large; }
    var known = files.every(function (file) {
      return !kinds.length || kinds.some(function (kind) { return file.name.toLowerCase().endsWith(kind); });
    });
    return known ? '' : words.kind.replace('{kinds}', kinds.join(', '));
  }

  function judge(event, list, field) { // said before anything is sent: the server would only hang up, the field say nothing
    var why = refused(list, field && field.accept);
    tell(why);
    if (!why) { return; }
    event.stopImmediatePropagation();
    event.preventDefault();
    if (event.target.value) { event.target.value = ''; }
  }

  window.addEventListener('change', function (event) {
    if (event.target.type === 'file') { judge(event, event.target.files, event.target); }
  }, true);
  window.addEventListener('drop', function (event) {
    var around = event.target.closest && event.target.closest('div:has(> input[type="file"])');
    judge(event, event.dataTransfer && event.dataTransfer.files, around && around.querySelector('input[type="file"]'));
  }, true);

  document.addEventListener('click', function (event) { // a link to the page that is shown closes the navigation too
    if (event.target.closest('#shell-navigation a')) { window.dash_clientside.set_props('shell-burger', { opened: false }); }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.callfloor = Object.assign(window.dash_clientside.callfloor || {}, {
    arrive: function (title) {
      if (title) {
        document.title = title;
        mark();
        greet(!first, 60);
        first = false;
      }
      var burger = document.getElementById('shell-burger');
      if (burger) { burger.setAttribute('aria-expanded', 'false'); }
      window.dash_clientside.set_props('shell-burger', { opened: false });
      return navbar(false);
    },
    unfold: function (open) {
      document.getElementById('shell-burger').setAttribute('aria-expanded', String(Boolean(open)));
      return navbar(open);
    },
    scheme: function (choice) { // Mantine listens to its own key in other windows; we are one
      if (localStorage.getItem(KEY) !== choice) {
        localStorage.setItem(KEY, choice);
        window.dispatchEvent(new StorageEvent('storage', { key: KEY, newValue: choice, storageArea: localStorage }));
      }
      return window.dash_clientside.no_update;
    }
  });
})();
