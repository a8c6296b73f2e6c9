//! Texts that several regular expressions match at once: the one that is nearest to a given text, and all in turn.
//!
//! The expressions run side by side, as sets of places in them, and only those sets are made that a search comes to.
//! Every step is counted, since there are expressions with more sets than anybody waits for; what is not found within
//! the count is not there. What comes out is a proposal; whoever takes it checks it.

mod none;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::pattern::LIKED;

/// How many places all the expressions have at most.
const MAX_PLACES: usize = 4_000;

/// Of a class without a sign that is liked so many of its own are used.
const OWN_SIGNS: u32 = 16;

/// Longer texts are not listed one by one.
const MAX_LISTED: usize = 256;

/// How many different classes and signs there are at most.
const MAX_SETS: usize = 300;

/// How much longer than the shortest the texts get that are listed.
const MORE: usize = 24;

/// What a sign costs that is added to the text that is given, and what one costs that is left out. A sign in the place
/// of another is both.
const ADDED: usize = 2;
const LEFT_OUT: usize = 1;

/// A place in an expression.
enum Place {
    /// One of the signs of this set comes.
    Sign(usize, usize),
    /// It goes on in each of these.
    Any(Vec<usize>),
    /// It goes on where this is true.
    Where(Look, usize),
    /// It has matched.
    End,
}

/// What the sign before was.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Before {
    Nothing,
    Word,
    Other,
}

/// Where each expression may be.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct State {
    places: Vec<Vec<usize>>,
    before: Before,
}

/// A set of signs.
type Ranges = Vec<(char, char)>;

/// Signs that no expression tells apart.
struct Signs {
    /// The best first.
    all: Vec<char>,
    /// How many of them are liked.
    liked: usize,
    /// Which sets they belong to.
    sets: Vec<bool>,
}

/// Expressions that all have to match.
pub(super) struct Words {
    places: Vec<Place>,
    /// The sets of signs that the expressions speak of.
    sets: Vec<Ranges>,
    classes: Vec<Signs>,
    class_of: HashMap<char, usize>,
    /// Whether the sign before makes a difference.
    words_count: bool,
    states: Vec<State>,
    known: HashMap<State, usize>,
    next: HashMap<(usize, usize), Option<usize>>,
    ends: HashMap<usize, bool>,
    /// The place behind every match.
    end: usize,
    /// How many steps may still be taken.
    steps: usize,
}

/// A state of the search for the nearest text: where the expressions are, what of the given text is used up, and the
/// length where it counts.
type Point = (usize, usize, usize);

/// What texts may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) least: usize,
    pub(super) most: Option<usize>,
}

impl Words {
    /// The expressions with the signs that texts are made of. `None` for those that are too large, or look at what is rarely
    /// looked at.
    pub(super) fn new(expressions: &[Hir], texts: &[String]) -> Option<Self> {
        let mut words = Words::of(expressions)?;
        words.signs(texts.iter().flat_map(|text| text.chars()).take(MAX_SETS));
        Some(words)
    }

    /// The same without signs.
    fn of(expressions: &[Hir]) -> Option<Self> {
        let mut words = Words {
            places: vec![Place::End],
            sets: Vec::new(),
            classes: Vec::new(),
            class_of: HashMap::new(),
            words_count: false,
            states: Vec::new(),
            known: HashMap::new(),
            next: HashMap::new(),
            ends: HashMap::new(),
            end: 0,
            steps: 4 * MAX_PLACES,
        };
        let starts = expressions.iter().map(|hir| words.expression(hir)).collect::<Option<Vec<usize>>>()?;
        let start = State { places: starts.into_iter().map(|start| vec![start]).collect(), before: Before::Nothing };
        words.intern(start);
        Some(words)
    }

    /// Sets how many steps may be taken from here on.
    pub(super) fn allow(&mut self, steps: usize) {
        self.steps = steps;
    }

    /// How many steps are left.
    pub(super) fn left(&self) -> usize {
        self.steps
    }

    fn push(&mut self, place: Place) -> Option<usize> {
        self.places.push(place);
        (self.places.len() <= MAX_PLACES).then_some(self.places.len() - 1)
    }

    /// An expression, which is searched for: anything may stand before it.
    fn expression(&mut self, hir: &Hir) -> Option<usize> {
        let start = self.compile(hir, self.end)?;
        if hir.properties().look_set_prefix().contains(Look::Start) {
            return Some(start);
        }
        let any = self.push(Place::Any(Vec::new()))?;
        let sign = self.sign(vec![('\0', char::MAX)], any)?;
        self.places[any] = Place::Any(vec![start, sign]);
        Some(any)
    }

    /// The place where an expression begins that goes on at `next`.
    fn compile(&mut self, hir: &Hir, next: usize) -> Option<usize> {
        self.spend(1)?;
        match hir.kind() {
            HirKind::Empty => Some(next),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                text.chars().rev().try_fold(next, |next, c| self.sign(vec![(c, c)], next))
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges().iter().map(|range| (range.start(), range.end())).collect();
                self.sign(ranges, next)
            }
            HirKind::Class(Class::Bytes(_)) => None,
            HirKind::Look(look) => {
                match look {
                    Look::Start | Look::End => {}
                    Look::WordAscii | Look::WordAsciiNegate => self.words_count = true,
                    _ => return None,
                }
                self.push(Place::Where(*look, next))
            }
            HirKind::Capture(capture) => self.compile(&capture.sub, next),
            HirKind::Concat(parts) => parts.iter().rev().try_fold(next, |next, part| self.compile(part, next)),
            HirKind::Alternation(parts) => {
                let starts = parts.iter().map(|part| self.compile(part, next)).collect::<Option<Vec<usize>>>()?;
                self.push(Place::Any(starts))
            }
            HirKind::Repetition(repetition) => {
                let least = usize::try_from(repetition.min).ok()?;
                let mut start = next;
                match repetition.max {
                    None => {
                        let again = self.push(Place::Any(Vec::new()))?;
                        let once = self.compile(&repetition.sub, again)?;
                        self.places[again] = Place::Any(vec![once, next]);
                        start = again;
                    }
                    Some(most) => {
                        let most = usize::try_from(most).ok().filter(|most| *most <= MAX_PLACES)?;
                        for _ in least..most {
                            let once = self.compile(&repetition.sub, start)?;
                            start = self.push(Place::Any(vec![once, next]))?;
                        }
                    }
                }
                if least > MAX_PLACES {
                    return None;
                }
                (0..least).try_fold(start, |start, _| self.compile(&repetition.sub, start))
            }
        }
    }

    fn sign(&mut self, ranges: Ranges, next: usize) -> Option<usize> {
        let known = self.sets.iter().position(|set| *set == ranges);
        let set = known.unwrap_or(self.sets.len());
        if known.is_none() {
            self.sets.push(ranges);
        }
        (self.sets.len() <= MAX_SETS).then_some(())?;
        self.push(Place::Sign(set, next))
    }

    /// The signs that texts are made of, those that are given included, and which of them make no difference to any
    /// expression.
    fn signs(&mut self, given: impl Iterator<Item = char>) {
        let has = |ranges: &Ranges, c: char| ranges.iter().any(|(first, last)| (*first..=*last).contains(&c));
        let mut all: Vec<char> = LIKED.chars().chain('!'..='~').chain(given).collect();
        for ranges in self.sets.iter().filter(|ranges| !LIKED.chars().any(|c| has(ranges, c))) {
            let own = ranges.iter().flat_map(|(first, last)| {
                let first = u32::from(*first);
                (first..=u32::from(*last).min(first.saturating_add(OWN_SIGNS))).filter_map(char::from_u32)
            });
            all.extend(own.take(OWN_SIGNS as usize));
        }
        let mut classes: HashMap<(bool, Vec<bool>), usize> = HashMap::new();
        for c in all {
            if self.class_of.contains_key(&c) {
                continue;
            }
            let sets: Vec<bool> = self.sets.iter().map(|ranges| has(ranges, c)).collect();
            let class = *classes.entry((is_word(c), sets.clone())).or_insert(self.classes.len());
            if class == self.classes.len() {
                self.classes.push(Signs { all: Vec::new(), liked: 0, sets });
            }
            self.classes[class].all.push(c);
            self.classes[class].liked += usize::from(LIKED.contains(c));
            self.class_of.insert(c, class);
        }
    }

    fn intern(&mut self, state: State) -> usize {
        if let Some(known) = self.known.get(&state) {
            return *known;
        }
        self.states.push(state.clone());
        self.known.insert(state, self.states.len() - 1);
        self.states.len() - 1
    }

    fn spend(&mut self, steps: usize) -> Option<()> {
        self.steps = self.steps.saturating_sub(steps);
        (self.steps > 0).then_some(())
    }

    /// All places that are reached without a sign, before this one or at the end.
    fn reached(&mut self, from: &[usize], before: Before, sign: Option<char>) -> Option<Vec<usize>> {
        let mut reached: Vec<usize> = Vec::new();
        let mut seen: HashSet<usize> = HashSet::new();
        let mut open: Vec<usize> = from.to_vec();
        while let Some(place) = open.pop() {
            if !seen.insert(place) {
                continue;
            }
            match &self.places[place] {
                Place::Sign(..) | Place::End => reached.push(place),
                Place::Any(next) => open.extend(next),
                Place::Where(look, next) => {
                    let border = (before == Before::Word) != sign.is_some_and(is_word);
                    let holds = match look {
                        Look::Start => before == Before::Nothing,
                        Look::End => sign.is_none(),
                        Look::WordAscii => border,
                        _ => !border,
                    };
                    if holds {
                        open.push(*next);
                    }
                }
            }
        }
        self.spend(seen.len() + 1)?;
        Some(reached)
    }

    /// Where a sign of a class leads; `None` where some expression cannot match any more, or no step is left.
    fn follow(&mut self, state: usize, class: usize) -> Option<usize> {
        if let Some(known) = self.next.get(&(state, class)) {
            return *known;
        }
        let next = self.advance(state, class);
        if self.steps > 0 {
            self.next.insert((state, class), next);
        }
        next
    }

    fn advance(&mut self, state: usize, class: usize) -> Option<usize> {
        let sign = *self.classes.get(class)?.all.first()?;
        let State { places, before } = self.states[state].clone();
        let mut all = Vec::with_capacity(places.len());
        for from in &places {
            let reached = self.reached(from, before, Some(sign))?;
            // Whatever comes behind a match makes no difference.
            let mut next = if reached.contains(&self.end) {
                vec![self.end]
            } else {
                let place = |place: &usize| match &self.places[*place] {
                    Place::Sign(set, next) if self.classes[class].sets[*set] => Some(*next),
                    _ => None,
                };
                reached.iter().filter_map(place).collect()
            };
            if next.is_empty() {
                return None;
            }
            next.sort_unstable();
            next.dedup();
            all.push(next);
        }
        let before = if self.words_count && is_word(sign) { Before::Word } else { Before::Other };
        Some(self.intern(State { places: all, before }))
    }

    /// Whether a text may end here.
    fn is_end(&mut self, state: usize) -> bool {
        if let Some(known) = self.ends.get(&state) {
            return *known;
        }
        let State { places, before } = self.states[state].clone();
        let ends = places
            .iter()
            .all(|from| self.reached(from, before, None).is_some_and(|reached| reached.contains(&self.end)));
        if self.steps > 0 {
            self.ends.insert(state, ends);
        }
        ends
    }

    /// The text that is nearest to this one, and how far away it is.
    pub(super) fn nearest(&mut self, text: &str, lengths: Lengths) -> Option<(usize, String)> {
        let given: Vec<char> = text.chars().collect();
        // The length counts as far as it is asked for.
        let counted = |length: usize| match lengths.most {
            Some(_) => length,
            None => length.min(lengths.least),
        };
        // How each point was come to first, and with which sign.
        let mut from: HashMap<Point, (Point, Option<char>)> = HashMap::new();
        let mut done: HashSet<Point> = HashSet::new();
        let mut best: HashMap<Point, usize> = HashMap::new();
        let mut open = BinaryHeap::new();
        let mut turn = 0_usize;
        open.push(Reverse((0, turn, (0, 0, 0), 0)));
        while let Some(Reverse((cost, _, point, at))) = open.pop() {
            if !done.insert(point) {
                continue;
            }
            self.spend(1)?;
            let (state, used, length) = point;
            if used == given.len() && length >= counted(lengths.least) && self.is_end(state) {
                return Some((cost, written(&from, point)));
            }
            let mut steps: Vec<(usize, Point, Option<char>)> = Vec::new();
            let next = counted(length + 1);
            let room = lengths.most.is_none_or(|most| length < most);
            if let Some(sign) = given.get(used) {
                steps.push((LEFT_OUT, (state, used + 1, length), None));
                let class = self.class_of.get(sign).copied();
                if let Some(to) = class.filter(|_| room).and_then(|class| self.follow(state, class)) {
                    steps.push((0, (to, used + 1, next), Some(*sign)));
                }
            }
            for class in 0..if room { self.classes.len() } else { 0 } {
                if let Some(to) = self.follow(state, class) {
                    let signs = &self.classes[class];
                    // Those that stand in a row differ.
                    let sign = signs.all[at % signs.liked.max(1)];
                    steps.push((ADDED, (to, used, next), Some(sign)));
                }
            }
            for (more, to, sign) in steps {
                let cost = cost + more;
                if !done.contains(&to) && best.get(&to).is_none_or(|best| cost < *best) {
                    turn += 1;
                    best.insert(to, cost);
                    from.insert(to, (point, sign));
                    open.push(Reverse((cost, turn, to, at + usize::from(sign.is_some()))));
                }
            }
            self.spend(self.classes.len())?;
        }
        None
    }

    /// So many different texts as far as there are as many, the shortest first.
    pub(super) fn list(&mut self, lengths: Lengths, wanted: usize) -> Vec<String> {
        let longest = lengths.most.unwrap_or(usize::MAX).min(MAX_LISTED);
        let mut layers: Vec<Vec<usize>> = vec![vec![0]];
        let mut found: Vec<String> = Vec::new();
        let mut first = None;
        for length in 0..=longest {
            let Some(layer) = layers.last().cloned() else { break };
            let ends = length >= lengths.least && layer.iter().any(|state| self.is_end(*state));
            if ends {
                first.get_or_insert(length);
                self.of_length(&layers, wanted, &mut found);
            }
            let enough = first.is_some_and(|first| length >= first + MORE);
            if found.len() >= wanted || enough || self.spend(1).is_none() {
                break;
            }
            let mut next: Vec<usize> = Vec::new();
            let mut seen = HashSet::new();
            for state in layer {
                for class in 0..self.classes.len() {
                    next.extend(self.follow(state, class).filter(|to| seen.insert(*to)));
                }
                if self.spend(self.classes.len()).is_none() {
                    return found;
                }
            }
            if next.is_empty() {
                break;
            }
            layers.push(next);
        }
        found
    }

    /// The texts that end in the last of these layers.
    fn of_length(&mut self, layers: &[Vec<usize>], wanted: usize, found: &mut Vec<String>) {
        // From the end, which states lead there.
        let Some((last, before)) = layers.split_last() else { return };
        let mut alive: Vec<HashSet<usize>> = vec![last.iter().copied().filter(|state| self.is_end(*state)).collect()];
        for layer in before.iter().rev() {
            let mut living = HashSet::new();
            for state in layer {
                if self.spend(self.classes.len()).is_none() {
                    return;
                }
                let behind = alive.last().map(HashSet::len).unwrap_or_default();
                let leads = behind > 0
                    && (0..self.classes.len()).any(|class| {
                        self.follow(*state, class)
                            .is_some_and(|to| alive.last().is_some_and(|alive| alive.contains(&to)))
                    });
                if leads {
                    living.insert(*state);
                }
            }
            alive.push(living);
        }
        alive.reverse();
        // Every way on leads to an end, so that none is taken in vain.
        let mut open: Vec<(usize, String)> = vec![(0, String::new())];
        while let Some((state, text)) = open.pop() {
            if found.len() >= wanted || self.spend(self.classes.len()).is_none() {
                return;
            }
            let length = text.chars().count();
            let Some(behind) = alive.get(length + 1) else {
                found.push(text);
                continue;
            };
            let mut ways = Vec::new();
            for class in 0..self.classes.len() {
                if let Some(to) = self.follow(state, class).filter(|to| behind.contains(to)) {
                    let signs = self.classes[class].all.iter().take(wanted.saturating_sub(found.len()));
                    ways.extend(signs.map(|sign| (to, format!("{text}{sign}"))));
                }
            }
            if self.spend(ways.len() * (length / 8 + 1)).is_none() {
                return;
            }
            open.extend(ways.into_iter().rev());
        }
    }
}

/// The signs on the way to a point.
fn written(from: &HashMap<Point, (Point, Option<char>)>, point: Point) -> String {
    let (mut signs, mut point): (Vec<char>, Point) = (Vec::new(), point);
    while let Some((before, sign)) = from.get(&point) {
        signs.extend(sign);
        point = *before;
    }
    signs.iter().rev().collect()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
