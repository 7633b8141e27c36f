//! Pictures of the comparison: one bar per generator and document, on a logarithmic scale.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;

use super::row::{Row, Step};

/// A figure that is drawn.
struct Figure {
    file: &'static str,
    title: &'static str,
    of: fn(&Row) -> Option<f64>,
}

const FIGURES: [Figure; 4] = [
    Figure {
        file: "generation.svg",
        title: "Generation, wall seconds",
        of: |row| {
            Some(
                row.generate
                    .as_ref()
                    .and_then(Step::done)?
                    .cost
                    .wall_seconds,
            )
        },
    },
    Figure {
        file: "check.svg",
        title: "Cold cargo check of the crate alone, CPU seconds",
        of: |row| Some(row.check.as_ref().and_then(Step::done)?.cpu_seconds),
    },
    Figure {
        file: "peak.svg",
        title: "Cold cargo check of the crate alone, peak MiB",
        of: |row| Some(row.check.as_ref().and_then(Step::done)?.peak_mib),
    },
    Figure {
        file: "release.svg",
        title: "Release build of the crate alone, CPU seconds",
        of: |row| Some(row.release.as_ref().and_then(Step::done)?.cost.cpu_seconds),
    },
];

/// Draws what was measured and returns the names of the pictures.
///
/// # Errors
///
/// A picture cannot be written.
pub fn draw(rows: &[Row], out: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut drawn = Vec::new();
    for figure in FIGURES {
        let points: Vec<_> = rows
            .iter()
            .filter_map(|row| Some((row, (figure.of)(row).filter(|it| *it > 0.0)?)))
            .collect();
        if points.is_empty() {
            continue;
        }
        bars(&out.join(figure.file), figure.title, &points)?;
        drawn.push(figure.file.to_owned());
    }
    Ok(drawn)
}

fn bars(file: &Path, title: &str, points: &[(&Row, f64)]) -> Result<(), Box<dyn Error>> {
    let (mut documents, mut peers): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for (row, _) in points {
        if !documents.contains(&row.document.as_str()) {
            documents.push(&row.document);
        }
        if !peers.contains(&row.peer.as_str()) {
            peers.push(&row.peer);
        }
    }
    let values = || points.iter().map(|(_, value)| *value);
    let (low, high) = (
        values().fold(f64::MAX, f64::min) / 2.0,
        values().fold(f64::MIN, f64::max) * 2.0,
    );
    // One slot per generator and a gap after each document.
    let group = peers.len() + 1;
    let slots = documents.len() * group;
    let area = SVGBackend::new(file, (1000, 480)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(28)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..slots as f64, (low..high).log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(0)
        .y_label_formatter(&|value| super::report::round(*value))
        .draw()?;
    for (at, peer) in peers.iter().enumerate() {
        let colour = Palette99::pick(at).to_rgba();
        let of = points.iter().filter(|(row, _)| row.peer == *peer);
        let shapes = of.filter_map(|(row, value)| {
            let document = documents.iter().position(|it| *it == row.document)?;
            let left = (document * group + at) as f64;
            Some(Rectangle::new(
                [(left, low), (left + 0.9, *value)],
                colour.filled(),
            ))
        });
        chart
            .draw_series(shapes)?
            .label(*peer)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 10, y + 5)], colour.filled()));
    }
    for (at, document) in documents.iter().enumerate() {
        let place = chart.backend_coord(&((at * group) as f64, low));
        area.draw(&Text::new(
            (*document).to_owned(),
            (place.0, place.1 + 8),
            ("sans-serif", 14),
        ))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .draw()?;
    area.present()?;
    Ok(())
}

/// Draws named series of points on two logarithmic scales.
///
/// # Errors
///
/// The picture cannot be written.
pub fn growth(
    file: &Path,
    title: &str,
    series: &[(&str, Vec<(f64, f64)>)],
) -> Result<(), Box<dyn Error>> {
    let all = || series.iter().flat_map(|(_, points)| points);
    let range = |of: fn(&(f64, f64)) -> f64| {
        let low = all().map(of).fold(f64::MAX, f64::min);
        let high = all().map(of).fold(f64::MIN, f64::max);
        (low / 1.5)..(high * 1.5)
    };
    if all().next().is_none() {
        return Ok(());
    }
    let area = SVGBackend::new(file, (800, 480)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(32)
        .y_label_area_size(64)
        .build_cartesian_2d(range(|it| it.0).log_scale(), range(|it| it.1).log_scale())?;
    let format = |value: &f64| super::report::round(*value);
    chart
        .configure_mesh()
        .x_label_formatter(&format)
        .y_label_formatter(&format)
        .draw()?;
    for (at, (name, points)) in series.iter().enumerate() {
        let colour = Palette99::pick(at).to_rgba();
        chart
            .draw_series(LineSeries::new(points.iter().copied(), colour).point_size(3))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 12, y)], colour));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .draw()?;
    area.present()?;
    Ok(())
}
