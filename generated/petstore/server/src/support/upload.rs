// SPDX-License-Identifier: MIT-0
//! Multipart forms with files. The handler is called as soon as the values that must be there have come; files that
//! came before them wait in temporary files, the others are read by the handler as they come.

use std::collections::VecDeque;
use std::fmt;

use axum::body::{self, Bytes};
use tokio::fs;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, SeekFrom};

use super::failure::Failure;
use super::form_parts::{FormParts, Head};
use super::limits::Limits;
use super::media::fit;
use super::multipart::Values;
use super::operation::{Accepts, FilePart, Read};
use super::part_headers::{self, Heads, PartHeaders};
use super::problem::{Place as Where, Problem};
use super::request::{Boxed, FormSlot};
use crate::codec::{self, Described, Field, Mode, Object, Place, Shape, View, Violation, Whole};

/// How often the values are read again because more of them came between files. From then on those that come are
/// read at the end.
const MAX_LOOKS: usize = 64;

/// The values of a form that has files too. Generated structs implement it.
pub trait FormFields: Object + Send + Sized {
    /// The values before anything is read.
    fn blank() -> Self;

    /// Reads the headers of the parts that have some.
    fn headers(&mut self, _heads: &mut Heads<'_>) {}
}

/// A multipart form: its values, and its files one after the other.
pub struct Form<F> {
    /// The values. Those that must be there are there; others that stand behind a file in the form are filled in
    /// while the files are read.
    pub fields: F,
    incoming: Option<Box<Incoming>>,
}

impl<F: FormFields> FormSlot for Form<F> {
    fn read(
        &mut self,
        body: body::Body,
        boundary: String,
        limits: Limits,
        accepts: &'static Accepts,
    ) -> Boxed<'_, Result<(), Failure>> {
        let fields = self.fields.shape().fields;
        // Null has no part, so that nobody waits for one.
        let needed = fields.iter().filter(|field| field.required && !field.nullable);
        let needed = needed.map(|field| field.name).collect();
        Box::pin(async move {
            let incoming = start(body, boundary, limits, fields, needed, accepts).await?;
            self.decode(&incoming)?;
            self.incoming = Some(Box::new(incoming));
            Ok(())
        })
    }
}

impl<F: FormFields> Form<F> {
    /// The form before anything is read.
    pub fn blank() -> Self {
        Form { fields: F::blank(), incoming: None }
    }

    /// The next file; `None` when the form is at its end. A file that was not read to its end is read over.
    ///
    /// What is wrong with the rest of the form comes out here: it is a [`Problem`] that the handler hands on with `?`.
    pub async fn next_file(&mut self) -> Result<Option<File<'_>>, Failure> {
        let Some(mut incoming) = self.incoming.take() else { return Ok(None) };
        let known = incoming.values.texts.len();
        let Some(file) = incoming.advance().await? else {
            self.decode(&incoming)?;
            return Ok(None);
        };
        if incoming.values.texts.len() > known && incoming.looks < MAX_LOOKS {
            incoming.looks += 1;
            self.decode(&incoming)?;
        }
        self.incoming.insert(incoming).open(file).await.map(Some)
    }

    /// Reads what is left and keeps nothing of the files. What is wrong with the rest of the form is the error.
    pub async fn drain(&mut self) -> Result<(), Failure> {
        while let Some(mut file) = self.next_file().await? {
            while file.next().await?.is_some() {}
        }
        Ok(())
    }

    /// Reads the values that have come. At the end of the form everything that did not come is named, files too.
    fn decode(&mut self, incoming: &Incoming) -> Result<(), Problem> {
        self.fields = F::blank();
        let place = &mut Whole(&mut self.fields);
        let decoded = incoming.values.texts.decode(place, Mode::Strict).map_err(Problem::undecodable);
        let mut heads = Heads::new(&incoming.heads);
        self.fields.headers(&mut heads);
        let mut wrong = heads.violations();
        wrong.extend(incoming.missing_files());
        match decoded {
            Ok(()) if wrong.is_empty() => Ok(()),
            Ok(()) => Err(Problem::invalid(wrong)),
            Err(problem) => {
                Err(wrong.into_iter().fold(problem, |problem, (place, violation)| problem.violation(place, violation)))
            }
        }
    }
}

impl<F: fmt::Debug> fmt::Debug for Form<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form").field("fields", &self.fields).finish_non_exhaustive()
    }
}

/// The values of a form that has nothing but files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFields;

impl Object for NoFields {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::object(&[]);
        &SHAPE
    }

    fn place(&mut self, _: usize) -> &mut dyn Place {
        self
    }

    fn view(&self, _: usize) -> &dyn View {
        self
    }
}

impl FormFields for NoFields {
    fn blank() -> Self {
        NoFields
    }
}

impl Described for NoFields {
    type Kind = codec::Objects;

    fn blank() -> Self {
        NoFields
    }
}

/// A file of a form.
pub struct File<'a> {
    incoming: &'a mut Incoming,
    name: &'static str,
    head: Head,
    /// Of a file that was kept: how many bytes are left.
    kept: Option<u64>,
    /// How many bytes may still come.
    left: Option<u64>,
}

impl File<'_> {
    /// The name of the part.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name that the caller gave the file. Never use it as a path.
    pub fn file_name(&self) -> Option<String> {
        self.head.file_name()
    }

    /// The media type that the caller stated.
    pub fn media_type(&self) -> Option<&str> {
        self.head.media_type()
    }

    /// The part's headers, in the type that belongs to its name.
    pub fn headers<H: PartHeaders>(&self) -> Result<H, Problem> {
        let mut headers = H::blank();
        match part_headers::read(&|name| self.head.text(name), self.name, &mut headers) {
            wrong if wrong.is_empty() => Ok(headers),
            wrong => Err(Problem::invalid(wrong)),
        }
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let chunk = match (&mut self.kept, &mut self.incoming.spool) {
            (Some(kept), Some(spool)) => {
                let mut chunk = Vec::with_capacity(64 << 10);
                spool.take((*kept).min(64 << 10)).read_to_end(&mut chunk).await?;
                *kept = kept.saturating_sub(chunk.len() as u64);
                (!chunk.is_empty()).then(|| Bytes::from(chunk))
            }
            _ => self.incoming.form.chunk().await?,
        };
        if let (Some(left), Some(chunk)) = (&mut self.left, &chunk) {
            *left = left.checked_sub(chunk.len() as u64).ok_or_else(Problem::too_large)?;
        }
        Ok(chunk)
    }

    /// All bytes, if there are not more than `limit`. More are a [`Problem`] with status 413.
    pub async fn bytes(mut self, limit: usize) -> Result<Vec<u8>, Failure> {
        let mut all = Vec::new();
        while let Some(chunk) = self.next().await? {
            if all.len() + chunk.len() > limit {
                return Err(Problem::too_large().into());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }
}

impl fmt::Debug for File<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("name", &self.name).field("file_name", &self.file_name()).finish_non_exhaustive()
    }
}

/// A form that is being read.
struct Incoming {
    form: FormParts,
    values: Values,
    fields: &'static [Field],
    accepts: &'static Accepts,
    /// The heads of values whose headers are described.
    heads: Vec<(&'static str, Head)>,
    /// How many files of each name have come, in the order of the table.
    counts: Vec<u64>,
    /// The files that came before the values that must be there, one behind the other.
    spool: Option<fs::File>,
    waiting: VecDeque<Arrived>,
    ended: bool,
    /// How often the values were read again.
    looks: usize,
    limit: Option<u64>,
}

/// The head of a file.
struct Arrived {
    name: &'static str,
    head: Head,
    /// Where it is kept and how long it is; `None` if it is still to come.
    kept: Option<(u64, u64)>,
}

impl Incoming {
    fn files(&self) -> &'static [FilePart] {
        if let Read::Form(files) = self.accepts.read { files } else { &[] }
    }

    /// The next file, with the values before it read. `None` at the end.
    async fn advance(&mut self) -> Result<Option<Arrived>, Failure> {
        if let Some(file) = self.waiting.pop_front() {
            return Ok(Some(file));
        }
        while let Some(head) = self.form.next().await? {
            let name = head.name();
            if let Some(index) = self.files().iter().position(|file| file.name == name) {
                let name = self.check(index, &head)?;
                return Ok(Some(Arrived { name, head, kept: None }));
            }
            if self.is_value(&name) {
                self.values.read(&head, name.clone(), &mut self.form).await?;
                if let Some(headed) = self.accepts.headed.iter().find(|headed| **headed == name) {
                    self.values.keep(&head)?;
                    self.heads.push((headed, head));
                }
            } else if self.accepts.closed {
                return Err(invalid(&name, "is not a part of this form").into());
            }
            // What nobody has described is read over.
        }
        self.ended = true;
        Ok(None)
    }

    /// The file itself.
    async fn open(&mut self, file: Arrived) -> Result<File<'_>, Failure> {
        if let (Some((start, _)), Some(spool)) = (file.kept, &mut self.spool) {
            spool.seek(SeekFrom::Start(start)).await?;
        }
        let left = self.limit;
        Ok(File { incoming: self, name: file.name, head: file.head, kept: file.kept.map(|(_, length)| length), left })
    }

    /// Whether a file may be there. What is wrong with those that are not there is told at the end of the form.
    fn check(&mut self, index: usize, head: &Head) -> Result<&'static str, Problem> {
        let file = &self.files()[index];
        self.counts[index] += 1;
        if self.counts[index] > file.most {
            let files = if file.most == 1 { "file" } else { "files" };
            let message = match file.several {
                true => format!("must have at most {} {files}", file.most),
                false => "must not be there twice".to_owned(),
            };
            return Err(invalid(file.name, &message));
        }
        // A part that states none is text (RFC 7578, 4.4).
        let stated = head.media_type().unwrap_or("text/plain");
        if !file.media.is_empty() && file.media.iter().all(|media| fit(media, stated) == 0) {
            return Err(invalid(file.name, &format!("must be of type {}", file.media.join(" or "))));
        }
        match file.headers.map(|check| check(&|name| head.text(name), file.name)) {
            Some(wrong) if !wrong.is_empty() => Err(Problem::invalid(wrong)),
            _ => Ok(file.name),
        }
    }

    /// The files that must be there and are not. None as long as there may be more to come.
    fn missing_files(&self) -> Vec<(Where, Violation)> {
        let files = self.files().iter().zip(&self.counts).filter(|_| self.ended);
        let missing = files.filter_map(|(file, count)| match *count {
            0 if file.required => Some(violation(file.name, "is required")),
            count if count > 0 && count < file.least => {
                Some(violation(file.name, &format!("must have at least {} files", file.least)))
            }
            _ => None,
        });
        missing.map(|violation| (Where::Body, violation)).collect()
    }

    /// Whether a part is one of the values, or a part of one (`name[key]`).
    fn is_value(&self, name: &str) -> bool {
        let is_of = |field: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
        self.fields.iter().any(|field| is_of(field.name))
    }

    /// Keeps the file that is coming behind those that are kept already, in a temporary file, which nobody else can see
    /// and which is gone when it is closed.
    async fn keep(&mut self, file: &mut Arrived, start: u64, room: &mut u64) -> Result<u64, Failure> {
        self.values.keep(&file.head)?;
        let spool = match &mut self.spool {
            Some(spool) => spool,
            None => {
                let temporary = tokio::task::spawn_blocking(tempfile::tempfile).await??;
                self.spool.insert(fs::File::from_std(temporary))
            }
        };
        let (mut length, mut left) = (0, self.limit);
        while let Some(chunk) = self.form.chunk().await? {
            let count = |left: u64| left.checked_sub(chunk.len() as u64).ok_or_else(Problem::too_large);
            left = left.map(count).transpose()?;
            *room = count(*room)?;
            spool.write_all(&chunk).await?;
            length += chunk.len() as u64;
        }
        file.kept = Some((start, length));
        Ok(start + length)
    }
}

/// Reads a form up to the first file behind the values that must be there.
async fn start(
    body: body::Body,
    boundary: String,
    limits: Limits,
    fields: &'static [Field],
    mut needed: Vec<&'static str>,
    accepts: &'static Accepts,
) -> Result<Incoming, Failure> {
    let mut incoming = Incoming {
        form: FormParts::new(body, &boundary)?,
        values: Values::new(limits.body, accepts.written),
        fields,
        accepts,
        heads: Vec::new(),
        counts: Vec::new(),
        spool: None,
        waiting: VecDeque::new(),
        ended: false,
        looks: 0,
        limit: limits.stream,
    };
    incoming.counts = vec![0; incoming.files().len()];
    let (mut room, mut end, mut known) = (limits.waiting, 0, 0);
    let mut waiting = VecDeque::new();
    while let Some(mut file) = incoming.advance().await? {
        needed.retain(|name| !incoming.values.texts.has(name, known));
        known = incoming.values.texts.len();
        if !needed.is_empty() {
            end = incoming.keep(&mut file, end, &mut room).await?;
        }
        waiting.push_back(file);
        if needed.is_empty() {
            break;
        }
    }
    if let Some(spool) = &mut incoming.spool {
        spool.flush().await?;
    }
    incoming.waiting = waiting;
    Ok(incoming)
}

/// A form that is not as it should be, because of one part.
fn invalid(name: &str, message: &str) -> Problem {
    Problem::invalid(vec![(Where::Body, violation(name, message))])
}

/// Something that is wrong with a part.
pub fn violation(name: &str, message: &str) -> Violation {
    let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    Violation { pointer, message: message.to_owned() }
}
