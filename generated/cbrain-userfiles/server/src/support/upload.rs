// SPDX-License-Identifier: MIT-0
//! Multipart forms with files. The handler is called as soon as the values that must be there have come; files that
//! came before them wait in temporary files, the others are read by the handler as they come.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;

use axum::body::{self, Bytes};
use multer::{Field as Part, Multipart};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::failure::Failure;
use super::limits::Limits;
use super::media::fit;
use super::multipart::{Values, media_type, plain, unreadable};
use super::operation::{Accepts, FilePart, Read};
use super::problem::{Place as Where, Problem};
use super::request::{Boxed, FormSlot};
use crate::codec::{self, Cx, Event, Field, Look, Mode, Object, Place, Shape, View, Violation};

/// The values of a form that has files too. Generated structs implement it.
pub trait FormFields: Object + Send + Sized {
    /// The values before anything is read.
    fn blank() -> Self;
}

/// A multipart form: its values, and its files one after the other.
pub struct Form<F> {
    /// The values. Those that must be there are there; others that stand behind a file in the form are filled in
    /// while the files are read.
    pub fields: F,
    incoming: Option<Incoming>,
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
            self.incoming = Some(incoming);
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
        let Some(incoming) = &mut self.incoming else { return Ok(None) };
        let known = incoming.values.texts.len();
        let file = incoming.next().await?;
        if file.is_none() || incoming.values.texts.len() > known {
            let incoming = self.incoming.take();
            if let Some(incoming) = &incoming {
                self.decode(incoming)?;
            }
            if file.is_some() {
                self.incoming = incoming;
            }
        }
        Ok(file)
    }

    /// Reads the values that have come. At the end of the form everything that did not come is named, files too.
    fn decode(&mut self, incoming: &Incoming) -> Result<(), Problem> {
        self.fields = F::blank();
        let place = &mut Whole(&mut self.fields);
        let decoded = incoming.values.texts.decode(place, Mode::Strict).map_err(Problem::undecodable);
        match (decoded, incoming.missing_files()) {
            (Ok(()), missing) if missing.is_empty() => Ok(()),
            (Ok(()), missing) => Err(Problem::invalid(missing)),
            (Err(problem), missing) => Err(missing
                .into_iter()
                .fold(problem, |problem, (place, violation)| problem.violation(place, violation))),
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
        static SHAPE: Shape = Shape::object("NoFields", &[]);
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

impl Place for NoFields {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> codec::Result {
        codec::put_object(self, event, cx)
    }

    fn reset(&mut self) {}
}

impl View for NoFields {
    fn look(&self) -> Look<'_> {
        Look::Object(self)
    }
}

/// The values of a form as one place.
struct Whole<'a>(&'a mut dyn Object);

impl Place for Whole<'_> {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> codec::Result {
        codec::put_object(self.0, event, cx)
    }

    fn reset(&mut self) {}
}

impl View for Whole<'_> {
    fn look(&self) -> Look<'_> {
        Look::Object(self.0)
    }
}

/// A file of a form.
pub struct File<'a> {
    name: &'static str,
    file_name: Option<String>,
    media_type: Option<String>,
    source: Source,
    left: Option<u64>,
    _form: PhantomData<&'a mut ()>,
}

enum Source {
    Part(Part<'static>),
    Waiting(tokio::fs::File),
}

impl File<'_> {
    /// The name of the part.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name that the caller gave the file. Never use it as a path.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The media type that the caller stated.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let chunk = match &mut self.source {
            Source::Part(part) => part.chunk().await.map_err(unreadable)?,
            Source::Waiting(file) => {
                let mut chunk = Vec::with_capacity(64 << 10);
                file.take(64 << 10).read_to_end(&mut chunk).await?;
                (!chunk.is_empty()).then(|| Bytes::from(chunk))
            }
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
        f.debug_struct("File").field("name", &self.name).field("file_name", &self.file_name).finish_non_exhaustive()
    }
}

/// A form that is being read.
pub struct Incoming {
    form: Multipart<'static>,
    values: Values,
    fields: &'static [Field],
    files: &'static [FilePart],
    closed: bool,
    seen: Vec<&'static str>,
    waiting: VecDeque<File<'static>>,
    ended: bool,
    limit: Option<u64>,
}

impl Incoming {
    /// The next file, with the values before it read. `None` at the end.
    async fn next(&mut self) -> Result<Option<File<'static>>, Failure> {
        if let Some(file) = self.waiting.pop_front() {
            return Ok(Some(file));
        }
        while let Some(part) = self.form.next_field().await.map_err(unreadable)? {
            let name = plain(part.name().unwrap_or_default());
            match self.files.iter().find(|file| file.name == name) {
                Some(file) => return Ok(Some(self.file(file, part)?)),
                None if self.is_value(&name) => self.values.read(part).await?,
                None if self.closed => return Err(invalid(&name, "is not a part of this form").into()),
                None => skip(part).await?,
            }
        }
        self.ended = true;
        Ok(None)
    }

    /// The files that must be there and are not. None as long as there may be more to come.
    fn missing_files(&self) -> Vec<(Where, Violation)> {
        let missing = self.files.iter().filter(|file| self.ended && file.required && !self.seen.contains(&file.name));
        missing.map(|file| (Where::Body, violation(file.name, "is required"))).collect()
    }

    /// Whether a part is one of the values, or a part of one (`name[key]`).
    fn is_value(&self, name: &str) -> bool {
        let is_of = |field: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
        self.fields.iter().any(|field| is_of(field.name))
    }

    fn file(&mut self, file: &FilePart, part: Part<'static>) -> Result<File<'static>, Problem> {
        let media_type = media_type(&part);
        if self.seen.contains(&file.name) {
            if !file.several {
                return Err(invalid(file.name, "must not be there twice"));
            }
        } else {
            self.seen.push(file.name);
        }
        // A part that states none is text (RFC 7578, 4.4).
        let stated = media_type.as_deref().unwrap_or("text/plain");
        if !file.media.is_empty() && file.media.iter().all(|media| fit(media, stated) == 0) {
            return Err(invalid(file.name, &format!("must be of type {}", file.media.join(" or "))));
        }
        Ok(File {
            name: file.name,
            file_name: part.file_name().map(plain),
            media_type,
            source: Source::Part(part),
            left: self.limit,
            _form: PhantomData,
        })
    }
}

/// Reads over a part that nobody has described.
async fn skip(mut part: Part<'static>) -> Result<(), Failure> {
    while part.chunk().await.map_err(unreadable)?.is_some() {}
    Ok(())
}

/// Reads a form up to the first file behind the values that must be there.
async fn start(
    body: body::Body,
    boundary: String,
    limits: Limits,
    fields: &'static [Field],
    needed: Vec<&'static str>,
    accepts: &'static Accepts,
) -> Result<Incoming, Failure> {
    let files = if let Read::Form(files) = accepts.read { files } else { &[] };
    let mut incoming = Incoming {
        form: Multipart::new(body.into_data_stream(), boundary),
        values: Values::new(limits.body, accepts.written),
        fields,
        files,
        closed: accepts.closed,
        seen: Vec::new(),
        waiting: VecDeque::new(),
        ended: false,
        limit: limits.stream,
    };
    let mut room = limits.waiting;
    let mut waiting = VecDeque::new();
    while let Some(mut file) = incoming.next().await? {
        let complete = needed.iter().all(|name| incoming.values.texts.has(name));
        if !complete {
            file.source = Source::Waiting(keep(&mut file, &mut room).await?);
        }
        waiting.push_back(file);
        if complete {
            break;
        }
    }
    incoming.waiting = waiting;
    Ok(incoming)
}

/// Writes a file to a temporary one, which nobody else can see and which is gone when it is closed.
async fn keep(file: &mut File<'_>, room: &mut u64) -> Result<tokio::fs::File, Failure> {
    let temporary = tokio::task::spawn_blocking(tempfile::tempfile).await??;
    let mut temporary = tokio::fs::File::from_std(temporary);
    while let Some(chunk) = file.next().await? {
        *room = room.checked_sub(chunk.len() as u64).ok_or_else(Problem::too_large)?;
        temporary.write_all(&chunk).await?;
    }
    temporary.rewind().await?;
    Ok(temporary)
}

/// A form that is not as it should be, because of one part.
fn invalid(name: &str, message: &str) -> Problem {
    Problem::invalid(vec![(Where::Body, violation(name, message))])
}

/// Something that is wrong with a part.
fn violation(name: &str, message: &str) -> Violation {
    let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    Violation { pointer, message: message.to_owned() }
}
