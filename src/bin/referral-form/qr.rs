//! `qr`: a QR code that leads to a page with the form, as SVG, for a poster or a leaflet.
//!
//! It writes the address as it stands, and shortens nothing: a service that shortens would learn who looks. It refuses an address
//! whose page would show the contact only, because it is not https.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use content_security_policy::Url;
use qrcode::{Color, EcLevel, QrCode};

use crate::origin::Origin;
use crate::output::{lines, note};

/// Clear modules on each side. Source: ISO/IEC 18004, quiet zone.
const QUIET_ZONE: usize = 4;

/// Smallest side of a module that common telephones read from a leaflet held in the hand, in thousandths of a millimetre.
const MODULE_MIN_UM: u32 = 400;

/// Longest address that is not warned of, in bytes: beyond, the modules become many and small.
const LONG_BYTES: usize = 100;

/// Writes a QR code that leads to a page with the form, as SVG.
///
/// Level M: a seventh of it may be dirty. Print it dark on light, and try it with a telephone before you print many.
#[derive(clap::Args)]
pub struct Args {
    /// Address of the page, with https.
    #[arg(value_name = "URL")]
    url: String,
    /// File to write; the output unless given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Side of the picture in millimetres, the clear margin included.
    #[arg(long, value_name = "MM", default_value_t = 40, value_parser = clap::value_parser!(u32).range(10..=1000))]
    size: u32,
    /// What the picture is, for who cannot see it; "QR code" and the address unless given.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

/// Writes the picture, and says what could keep it from being read.
///
/// # Errors
/// The address is none that the form runs at, or too long; or the file cannot be written.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let url = address(&args.url)?;
    let code = QrCode::with_error_correction_level(&url, EcLevel::M)
        .map_err(|_| format!("{} bytes are too long for a QR code", url.len()))?;
    let side = code.width() + 2 * QUIET_ZONE;
    for remark in remarks(&url, args.size, side) {
        note(format_args!("referral-form: warning: {remark}"));
    }
    let title = args.title.clone().unwrap_or_else(|| format!("QR code: {url}"));
    let picture = svg(&code, &title, args.size);
    match &args.out {
        Some(file) => {
            fs::write(file, picture)
                .map_err(|cause| format!("{} cannot be written: {cause}", file.display()))?;
        }
        None => lines(picture.trim_end())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads an address as a browser does, and gives it as a browser asks for it.
fn address(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|cause| format!("{text} is no address ({cause}); write https://…"))?;
    if !Origin::of(url.as_str()).is_some_and(|it| it.is_secure()) {
        return Err(format!(
            "{text} is not https; the form shows the contact only there. Serve the page by https"
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address holds a name or a password, which everybody could read".to_owned());
    }
    Ok(url.into())
}

fn remarks(url: &str, size_mm: u32, side: usize) -> Vec<String> {
    let mut remarks = Vec::new();
    if url.starts_with("http:") {
        remarks.push("the address leads to this computer only".to_owned());
    }
    if url.len() > LONG_BYTES {
        remarks.push(format!(
            "the address has {} bytes; a shorter one gives a picture that is easier to read",
            url.len()
        ));
    }
    let side = u32::try_from(side).expect("a QR code has 177 modules a side at most");
    if size_mm * 1000 / side < MODULE_MIN_UM {
        let enough = (side * MODULE_MIN_UM).div_ceil(1000);
        remarks.push(format!(
            "{size_mm} mm are small for {side} modules; from a leaflet, --size {enough} or more is read well"
        ));
    }
    remarks
}

/// Draws the dark modules as runs, row by row, one module to a unit.
fn svg(code: &QrCode, title: &str, size_mm: u32) -> String {
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run[0] == Color::Dark {
                let (x, y, length) = (x + QUIET_ZONE, y + QUIET_ZONE, run.len());
                path += &format!("M{x} {y}h{length}v1h-{length}z");
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET_ZONE;
    let title = escaped(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size_mm}mm\" height=\"{size_mm}mm\" viewBox=\"0 0 {side} {side}\" \
         role=\"img\" shape-rendering=\"crispEdges\">\n\
         <title>{title}</title>\n\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\n<path fill=\"#000\" d=\"{path}\"/>\n</svg>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
