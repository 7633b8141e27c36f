//! The page in a browser. It is long because each expression in the page's own language stands beside what is expected of it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use faultcode::Input;
use faultcode_tests::browser::Browser;
use faultcode_tests::cargo::target;
use faultcode_tests::folder::Folder;
use faultcode_tests::{aloud, outside};
use serde_json::Value;

use super::{of_spec, of_text, page_of, service};

/// What has the focus, in words.
const FOCUS: &str = "(() => { const e = document.activeElement; return e.id || e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.textContent.trim().slice(0, 60); })()";

fn browser() -> Browser {
    let program = outside::chromium().expect("apt-get install chromium, or FAULTCODE_CHROMIUM");
    Browser::start(&program)
}

/// A page in a folder of its own.
fn shown(browser: &mut Browser, page: &str) -> (Folder, PathBuf) {
    let folder = Folder::new("page");
    let file = folder.file("errors.html");
    fs::write(&file, page).expect("the folder is ours");
    browser.open(&file, "");
    (folder, file)
}

#[track_caller]
fn is_silent(browser: &mut Browser) {
    let complaints = browser.complaints();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
#[cfg_attr(
    not(chromium),
    ignore = "NOT CHECKED: needs Chromium (apt-get install chromium, or FAULTCODE_CHROMIUM)"
)]
fn everything_can_be_done_with_the_keyboard() {
    let mut browser = browser();
    let (_folder, _) = shown(
        &mut browser,
        &page_of(&[of_spec("sessions"), of_spec("accounts")]),
    );
    // Every stop of Tab up to the matrix shows where it is.
    let mut stops: Vec<String> = Vec::new();
    for _ in 0..40 {
        browser.press("Tab");
        stops.push(browser.text(FOCUS));
        let marked = "(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })()";
        assert_eq!(browser.eval(marked), true, "{stops:?}");
        if browser.eval("document.activeElement.closest('#grid') !== null") == true {
            break;
        }
    }
    aloud(&format!(
        "keyboard: {} stops of Tab before the matrix: {stops:?}",
        stops.len() - 1
    ));
    for stop in [
        "To the matrix",
        "To the codes",
        "theme",
        "search",
        "service",
        "everything",
    ] {
        assert!(stops.iter().any(|it| it == stop), "{stop}: {stops:?}");
    }
    // One stop for all of the matrix.
    assert_eq!(
        browser.eval("document.querySelectorAll('#grid [tabindex=\"0\"]').length"),
        1
    );
    let place =
        "[document.activeElement.dataset.row, document.activeElement.dataset.column].join()";
    let at = |browser: &mut Browser, key: &str| {
        browser.press(key);
        browser.text(place)
    };
    assert_eq!(at(&mut browser, "ArrowDown"), "1,-1");
    assert_eq!(at(&mut browser, "ArrowRight"), "1,0");
    assert_eq!(at(&mut browser, "ArrowUp"), "0,0");
    assert_eq!(at(&mut browser, "ArrowUp"), "-1,0");
    assert_eq!(at(&mut browser, "ArrowUp"), "-1,0");
    let last = browser.text("(() => { const grid = document.getElementById('grid'); return [grid.ariaRowCount - 2, grid.ariaColCount - 2].join(); })()");
    assert_eq!(at(&mut browser, "Control+End"), last);
    let within = "(() => { const own = document.activeElement.getBoundingClientRect(), all = document.getElementById('grid').getBoundingClientRect(); return own.right <= all.right + 1 && own.bottom <= all.bottom + 1 && own.top >= all.top && own.left >= all.left; })()";
    assert_eq!(browser.eval(within), true, "the focus is out of sight");
    assert_eq!(at(&mut browser, "Control+Home"), "-1,-1");
    assert_eq!(at(&mut browser, "PageDown").split(',').nth(1), Some("-1"));
    at(&mut browser, "Control+Home");
    at(&mut browser, "ArrowDown");
    // An operation, and back to where one was.
    browser.press("Enter");
    assert_eq!(browser.eval("document.getElementById('shown').open"), true);
    let said = browser.text("document.getElementById('shown').textContent");
    assert!(
        said.contains("match client.") && said.contains("Some("),
        "{said}"
    );
    browser.press("Escape");
    assert_eq!(browser.text(place), "0,-1", "the focus comes back");
    // The first code of the operation; from its words to its section.
    let steps = browser.eval("Number(document.querySelector('#grid [role=\"gridcell\"][data-row=\"0\"]').dataset.column) + 1");
    for _ in 0..steps.as_u64().unwrap_or_default() {
        browser.press("ArrowRight");
    }
    browser.press("Enter");
    let said = browser.text("document.getElementById('shown').textContent");
    assert!(
        said.contains("answers") && said.contains("All about"),
        "{said}"
    );
    for _ in 0..5 {
        browser.press("Tab");
        if browser.text(FOCUS).starts_with("All about") {
            break;
        }
    }
    browser.press("Enter");
    browser.wait("document.activeElement.tagName === 'ARTICLE' && location.hash.length > 1");
    // A head of a column leads there too.
    browser.eval("document.querySelector('#grid a[data-row=\"-1\"]').focus()");
    browser.press("Enter");
    browser.wait("document.activeElement.tagName === 'ARTICLE'");
    browser.press("/");
    assert_eq!(browser.text(FOCUS), "search");
    browser.write("insufficient_balance");
    browser.wait("document.querySelectorAll('article:not([hidden])').length === 1");
    browser.press("Escape");
    browser.wait("document.querySelectorAll('article[hidden]').length === 0");
    // The legend filters by Space.
    browser.eval("document.querySelector('input[name=\"tone\"]').focus()");
    browser.press(" ");
    browser.wait("document.querySelectorAll('#grid .ends').length === 0");
    is_silent(&mut browser);
}

#[test]
#[cfg_attr(
    not(chromium),
    ignore = "NOT CHECKED: needs Chromium (apt-get install chromium, or FAULTCODE_CHROMIUM)"
)]
fn the_search_shows_what_fits_and_nothing_else() {
    let mut browser = browser();
    let services = [of_spec("sessions"), of_spec("getbill")];
    let all: usize = services.iter().map(|it| it.operations.len()).sum();
    let codes: usize = services.iter().map(|it| it.codes.len()).sum();
    let (_folder, file) = shown(&mut browser, &page_of(&services));
    let count = |browser: &mut Browser, search: &str| {
        browser.eval("document.getElementById('search').value = ''");
        browser.eval("document.getElementById('search').focus()");
        if search.is_empty() {
            browser.eval("document.getElementById('search').dispatchEvent(new Event('input'))");
        } else {
            browser.write(search);
        }
        browser.text("document.getElementById('count').textContent")
    };
    assert_eq!(
        count(&mut browser, ""),
        format!("{all} operations; {codes} of {codes} codes and statuses")
    );
    // By what the documents say: who lists the code, and whose path holds the word.
    let balance = services[0]
        .codes
        .iter()
        .position(|it| it.label == "INSUFFICIENT_BALANCE");
    let answering = services[0]
        .operations
        .iter()
        .filter(|it| it.cells.iter().any(|cell| Some(cell.code) == balance))
        .count();
    assert!(answering > 0);
    assert_eq!(
        count(&mut browser, "insufficient_balance")
            .split_whitespace()
            .next(),
        Some(answering.to_string().as_str())
    );
    let debts = services[1]
        .operations
        .iter()
        .filter(|it| it.path.contains("debts"))
        .count();
    let shown_rows = count(&mut browser, "external-api/v1/debts");
    assert_eq!(
        shown_rows.split_whitespace().next(),
        Some(debts.to_string().as_str()),
        "{shown_rows}"
    );
    assert!(count(&mut browser, "no such thing").starts_with("0 operations; 0 of"));
    assert_eq!(
        browser.eval("document.getElementById('none').hidden"),
        false
    );
    // A link leads to its section, whatever the search leaves out.
    browser.open(&file, "#sessions.INSUFFICIENT_BALANCE");
    assert_eq!(
        browser.text("document.activeElement.id"),
        "sessions.INSUFFICIENT_BALANCE"
    );
    browser.press("/");
    browser.write("debts");
    browser.wait("document.getElementById('sessions.INSUFFICIENT_BALANCE').hidden");
    browser.eval("location.hash = ''");
    browser.eval("location.hash = '#sessions.INSUFFICIENT_BALANCE'");
    browser.wait("!document.getElementById('sessions.INSUFFICIENT_BALANCE').hidden");
    // One service, and all of them again.
    browser.eval("(() => { const it = document.getElementById('service'); it.value = '1'; it.dispatchEvent(new Event('change')); })()");
    let own = services[1].operations.len();
    assert!(
        browser
            .text("document.getElementById('count').textContent")
            .starts_with(&format!("{own} operations"))
    );
    browser.eval("document.getElementById('everything').click()");
    browser.wait(&format!(
        "document.getElementById('count').textContent.startsWith('{all} operations')"
    ));
    // Who answers a code beside the named ones.
    let named = "document.querySelector('.more').closest('article').querySelectorAll('.operations li').length";
    let before = browser.eval(named).as_u64().unwrap_or_default();
    let promised = browser.text("document.querySelector('.more').firstChild.textContent");
    let promised: u64 = promised
        .split_whitespace()
        .find_map(|it| it.parse().ok())
        .unwrap_or_default();
    browser.eval("(window.own = document.querySelector('.more').closest('article'), own.querySelector('.more button').click())");
    assert_eq!(
        browser.eval("own.querySelectorAll('.operations li').length"),
        before + promised
    );
    is_silent(&mut browser);
}

/// What would do something if it were more than text. Each says so by a title of the page.
const HOSTILE: [&str; 9] = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=document.title='owned'>",
    "\"><svg onload=document.title='owned'>",
    "' onmouseover='document.title=1",
    "<!--<script>",
    "--></textarea></title></style><script>document.title='owned'</script>",
    "javascript:document.title='owned'",
    "&lt;b&gt;&amp;\u{2028}\u{202e}",
    "]]>${document.title='owned'}`\\u003cscript\\u003e",
];

#[test]
#[cfg_attr(
    not(chromium),
    ignore = "NOT CHECKED: needs Chromium (apt-get install chromium, or FAULTCODE_CHROMIUM)"
)]
fn text_of_documents_does_nothing() {
    let mut browser = browser();
    let quoted = |text: &str| serde_json::to_string(text).expect("a text");
    for (number, text) in HOSTILE.iter().enumerate() {
        let text = quoted(text);
        let document = format!(
            "openapi: 3.1.0
info: {{title: {text}, version: {text}}}
servers: [{{url: 'https://shop.example'}}]
x-error-envelope: {{code: /code, message: /message}}
x-error-codes:
  ? {text}
  : {{status: 409, description: {text}, category: {text}, aliases: [{text}], rustName: Hostile, action: {{kind: stop, text: {text}}}}}
paths:
  /orders:
    get:
      operationId: {text}
      tags: [{text}]
      summary: {text}
      description: {text}
      x-error-codes: [{text}]
      responses:
        '204': {{description: {text}}}
        '409': {{description: {text}, content: {{application/json: {{example: {{code: {text}, message: {text}}}}}}}}}
        '500': {{description: {text}, content: {{text/plain: {{example: {text}, schema: {{type: string}}}}}}}}
"
        );
        let services = [of_text("hostile", &document), of_text("other", &document)];
        let (_folder, _) = shown(&mut browser, &page_of(&services));
        let title = browser.text("document.title");
        assert!(
            !title.contains("owned") || title.starts_with("Errors of"),
            "{title}"
        );
        // What it shows of the document it has made as text: the page has the elements of a page about anything.
        assert_eq!(
            browser.eval("document.querySelectorAll('script').length"),
            2,
            "{number}"
        );
        assert_eq!(browser.eval("document.querySelectorAll('img, svg, iframe, object, [onerror], [onload], [onmouseover]').length"), 0, "{number}");
        assert_eq!(browser.eval("[...document.querySelectorAll('a')].every(it => it.getAttribute('href').startsWith('#'))"), true, "{number}");
        assert_eq!(
            browser.eval("document.querySelectorAll('article').length"),
            services.iter().map(|it| it.codes.len()).sum::<usize>()
        );
        // Everything that can be opened, and what is printed.
        browser.eval("document.querySelector('#grid [role=\"rowheader\"]').click()");
        browser.press("Escape");
        browser.eval("document.querySelector('#grid [role=\"gridcell\"]').click()");
        browser.press("Escape");
        browser.eval("dispatchEvent(new Event('beforeprint'))");
        assert_eq!(browser.text("document.title"), title, "{number}");
        assert_eq!(
            browser.eval("document.querySelectorAll('img, svg, script:not(body > script)').length"),
            0,
            "{number}"
        );
        is_silent(&mut browser);
    }
}

/// Where text and what lies behind it are too much alike, by the formula of WCAG 2.2 (1.4.3): 4.5 to 1, 3 to 1 where letters are large.
const CONTRAST: &str = r#"(() => {
  const channel = it => { const own = it / 255; return own <= 0.04045 ? own / 12.92 : ((own + 0.055) / 1.055) ** 2.4; };
  const numbers = text => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (let it = element; it; it = it.parentElement) {
      const colour = numbers(getComputedStyle(it).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return numbers(getComputedStyle(document.body).backgroundColor);
  };
  const bad = [], seen = new Set();
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || ![...element.childNodes].some(it => it.nodeType === 3 && it.textContent.trim())) continue;
    const style = getComputedStyle(element);
    const [one, other] = [light(numbers(style.color)), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    seen.add(`${style.color} ${behind(element)}`);
    if (ratio < (large ? 3 : 4.5)) bad.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${element.textContent.trim().slice(0, 30)}`);
  }
  return { bad: [...new Set(bad)], pairs: seen.size };
})()"#;

#[test]
#[cfg_attr(
    not(chromium),
    ignore = "NOT CHECKED: needs Chromium (apt-get install chromium, or FAULTCODE_CHROMIUM)"
)]
fn words_are_read_easily_in_both_themes_and_on_paper() {
    let mut browser = browser();
    let (_folder, _) = shown(
        &mut browser,
        &page_of(&[of_spec("sessions"), of_spec("billium")]),
    );
    browser.eval("document.querySelector('#grid [role=\"rowheader\"]').click()");
    for scheme in ["light", "dark"] {
        browser.prefer(scheme);
        let found = browser.eval(CONTRAST);
        assert_eq!(found["bad"], Value::Array(Vec::new()), "{scheme}");
        assert!(found["pairs"].as_u64() > Some(8), "{found}");
        let ground = browser.text("getComputedStyle(document.body).backgroundColor");
        assert_eq!(
            ground == "rgb(255, 255, 255)",
            scheme == "light",
            "{ground}"
        );
    }
    // The switch overrules what is preferred.
    browser.press("Escape");
    let ground = "getComputedStyle(document.body).backgroundColor";
    browser.eval("document.getElementById('theme').click()");
    assert_eq!(browser.text(ground), "rgb(255, 255, 255)");
    browser.eval("document.getElementById('theme').click()");
    assert_ne!(browser.text(ground), "rgb(255, 255, 255)");
    // Paper is white, has the whole matrix in words, and no controls.
    browser.call(
        "Emulation.setEmulatedMedia",
        &serde_json::json!({"media": "print"}),
    );
    browser.eval("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(browser.text(ground), "rgb(255, 255, 255)");
    assert_eq!(browser.eval(CONTRAST)["bad"], Value::Array(Vec::new()));
    let printed = browser.text("document.getElementById('printed').innerText");
    assert!(
        printed.contains("createSession") && printed.contains("INSUFFICIENT_BALANCE (E)"),
        "{printed}"
    );
    assert_eq!(
        browser.eval("document.getElementById('controls').checkVisibility()"),
        false
    );
    is_silent(&mut browser);
}

/// Takes the pictures of both themes, and measures: bytes, time until something is seen, elements of the matrix.
fn pictures(name: &str, page: &str) {
    let mut browser = browser();
    let (_folder, _) = shown(&mut browser, page);
    browser.wait("performance.getEntriesByName('first-contentful-paint').length > 0");
    let paint = browser.eval("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    let cells = browser.eval("document.querySelectorAll('#grid *').length");
    let said = browser.text("document.getElementById('count').textContent");
    std::thread::sleep(Duration::from_millis(300));
    for scheme in ["light", "dark"] {
        browser.prefer(scheme);
        let file = target().join(format!("catalogue-{name}-{scheme}.png"));
        browser.picture(&file);
        assert!(fs::metadata(&file).expect("a picture").len() > 20_000);
    }
    aloud(&format!(
        "{name}: {said}; page {} KB, first paint after {:.0} ms, {cells} elements in the matrix; pictures in {}",
        page.len() / 1024,
        paint.as_f64().unwrap_or_default(),
        target().display()
    ));
    // However large the document is, only what is seen is drawn.
    assert!(cells.as_u64() < Some(6_000), "{cells}");
    is_silent(&mut browser);
}

#[test]
#[cfg_attr(
    not(chromium),
    ignore = "NOT CHECKED: needs Chromium (apt-get install chromium, or FAULTCODE_CHROMIUM)"
)]
fn pictures_of_sessions() {
    pictures("sessions", &page_of(&[of_spec("sessions")]));
}

#[test]
#[cfg_attr(
    not(all(chromium, corpus)),
    ignore = "NOT CHECKED: needs Chromium (apt-get install chromium, or FAULTCODE_CHROMIUM) and the documents of FAULTCODE_CORPUS"
)]
fn pictures_of_a_document_of_many_hundred_operations() {
    let path = outside::document("github.json");
    let github = service("github", Input::file(&path).overlay("@github".as_ref()));
    assert!(github.operations.len() > 500);
    pictures("github", &page_of(&[github]));
}
