// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/SliceLayers.h"

#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTexture.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace seg::viewers {

namespace {

constexpr double kFillDepth = 1.0; // the camera looks down the z axis: larger is nearer
constexpr double kOutlineDepth = 2.0;
constexpr double kTruthDepth = 3.0;
constexpr double kTruthFill = 0.4; // of the truth's opacity, where it stands alone

/// The mask that is drawn in its labels' colors: the truth has them where there is no prediction.
Layer filledLayer(const ScanScene& scene)
{
    return scene.mask(Layer::Prediction) ? Layer::Prediction : Layer::Truth;
}

/// A rectangle from (0, 0) with a picture on it, one texel a voxel.
class TexturedQuad {
public:
    TexturedQuad(vtkRenderer* renderer, double depth, bool smooth, bool translucent) : m_depth(depth)
    {
        m_image->SetDimensions(1, 1, 1); // VTK asks hidden actors for their texture too
        m_image->AllocateScalars(VTK_UNSIGNED_CHAR, 4);
        m_texture->SetInputData(m_image);
        m_texture->SetColorModeToDirectScalars();
        m_texture->SetInterpolate(smooth);
        m_texture->SetWrap(vtkTexture::ClampToEdge);
        vtkNew<vtkPolyDataMapper> mapper;
        mapper->SetInputData(m_quad);
        m_actor->SetMapper(mapper);
        m_actor->SetTexture(m_texture);
        m_actor->GetProperty()->LightingOff();
        translucent ? m_actor->ForceTranslucentOn() : m_actor->ForceOpaqueOn();
        m_actor->VisibilityOff();
        buildQuad();
        renderer->AddActor(m_actor);
    }

    void show(const SliceFrame& frame, const std::vector<std::uint8_t>& rgba)
    {
        const auto columns = static_cast<int>(frame.columns());
        const auto rows = static_cast<int>(frame.rows());
        const int* dimensions = m_image->GetDimensions();
        if (dimensions[0] != columns || dimensions[1] != rows) {
            m_image->SetDimensions(columns, rows, 1);
            m_image->AllocateScalars(VTK_UNSIGNED_CHAR, 4);
        }
        std::copy(rgba.begin(), rgba.end(), static_cast<std::uint8_t*>(m_image->GetScalarPointer()));
        m_image->Modified();
        placeCorners(frame.width(), frame.height());
        m_actor->VisibilityOn();
    }

    void setOpacity(double opacity) { m_actor->GetProperty()->SetOpacity(opacity); }
    void hide() { m_actor->VisibilityOff(); }

private:
    void buildQuad()
    {
        vtkNew<vtkPoints> points;
        points->SetNumberOfPoints(4);
        vtkNew<vtkFloatArray> corners;
        corners->SetName("corners");
        corners->SetNumberOfComponents(2);
        for (const auto& [u, v] : {std::pair{0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}}) {
            corners->InsertNextTuple2(u, v);
        }
        vtkNew<vtkCellArray> cells;
        cells->InsertNextCell({0, 1, 2, 3});
        m_quad->SetPoints(points);
        m_quad->SetPolys(cells);
        m_quad->GetPointData()->SetTCoords(corners);
        placeCorners(1.0, 1.0);
    }

    void placeCorners(double width, double height)
    {
        vtkPoints* points = m_quad->GetPoints();
        points->SetPoint(0, 0.0, 0.0, m_depth);
        points->SetPoint(1, width, 0.0, m_depth);
        points->SetPoint(2, width, height, m_depth);
        points->SetPoint(3, 0.0, height, m_depth);
        points->Modified();
    }

    double m_depth;
    vtkNew<vtkImageData> m_image;
    vtkNew<vtkTexture> m_texture;
    vtkNew<vtkPolyData> m_quad;
    vtkNew<vtkActor> m_actor;
};

/// Lines along voxel edges, each in its own color.
class OutlineLines {
public:
    OutlineLines(vtkRenderer* renderer, double depth) : m_depth(depth)
    {
        vtkNew<vtkPolyDataMapper> mapper;
        mapper->SetInputData(m_lines);
        mapper->SetColorModeToDirectScalars();
        mapper->SetScalarModeToUseCellData();
        m_actor->SetMapper(mapper);
        m_actor->GetProperty()->LightingOff();
        m_actor->VisibilityOff();
        renderer->AddActor(m_actor);
    }

    template <typename ColorOf>
    void show(const SliceFrame& frame, const std::vector<OutlineSegment>& segments, const ColorOf& colorOf)
    {
        vtkNew<vtkPoints> points;
        vtkNew<vtkCellArray> cells;
        vtkNew<vtkUnsignedCharArray> colors;
        colors->SetNumberOfComponents(3);
        const double dx = frame.columnSpacing();
        const double dy = frame.rowSpacing();
        for (const OutlineSegment& segment : segments) {
            const auto from = points->InsertNextPoint(static_cast<double>(segment.fromColumn) * dx,
                                                      static_cast<double>(segment.fromRow) * dy, m_depth);
            const auto to = points->InsertNextPoint(static_cast<double>(segment.toColumn) * dx,
                                                    static_cast<double>(segment.toRow) * dy, m_depth);
            cells->InsertNextCell({from, to});
            const Rgb color = colorOf(segment.label);
            colors->InsertNextTypedTuple(color.data());
        }
        m_lines->SetPoints(points);
        m_lines->SetLines(cells);
        m_lines->GetCellData()->SetScalars(colors);
        m_lines->Modified();
        m_actor->SetVisibility(segments.empty() ? 0 : 1);
    }

    void hide() { m_actor->VisibilityOff(); }
    void setOpacity(double opacity) { m_actor->GetProperty()->SetOpacity(opacity); }
    void setWidth(double pixels) { m_actor->GetProperty()->SetLineWidth(static_cast<float>(pixels)); }

private:
    double m_depth;
    vtkNew<vtkPolyData> m_lines;
    vtkNew<vtkActor> m_actor;
};

} // namespace

struct SliceLayers::Parts {
    explicit Parts(vtkRenderer* renderer)
        : image(renderer, 0.0, true, false), fill(renderer, kFillDepth, false, true),
          outline(renderer, kOutlineDepth), truth(renderer, kTruthDepth)
    {
    }

    TexturedQuad image;
    TexturedQuad fill;
    OutlineLines outline;
    OutlineLines truth;
};

SliceLayers::SliceLayers(vtkRenderer* renderer) : m_parts(std::make_unique<Parts>(renderer)) {}

SliceLayers::~SliceLayers() = default;

void SliceLayers::setLineWidth(double pixels)
{
    m_parts->outline.setWidth(pixels);
    m_parts->truth.setWidth(std::max(1.0, pixels / 2.0));
}

void SliceLayers::clear()
{
    m_parts->image.hide();
    m_parts->fill.hide();
    m_parts->outline.hide();
    m_parts->truth.hide();
}

void SliceLayers::updateImage(const ScanScene& scene, const SliceFrame& frame, std::int64_t slice)
{
    const LayerStyle& style = scene.style(Layer::Image);
    if (!scene.scan() || !style.visible) {
        m_parts->image.hide();
        return;
    }
    const auto values = extractSlice(scene.scan()->channel(scene.channel()), frame, slice);
    auto rgba = windowedRgba(values, scene.window().width, scene.window().level);
    if (style.opacity < 1.0) { // towards the pane's black; the quad itself stays opaque
        for (std::size_t index = 0; index < rgba.size(); index += 4) {
            for (std::size_t color = 0; color < 3; ++color) {
                rgba[index + color] =
                    static_cast<std::uint8_t>(static_cast<double>(rgba[index + color]) * style.opacity);
            }
        }
    }
    m_parts->image.show(frame, rgba);
}

void SliceLayers::updatePrediction(const ScanScene& scene, const SliceFrame& frame, std::int64_t slice)
{
    const Layer layer = filledLayer(scene);
    const LayerStyle& style = scene.style(layer);
    const auto& mask = scene.mask(layer);
    if (!mask || !style.visible) {
        m_parts->fill.hide();
        m_parts->outline.hide();
        return;
    }
    const double opacity = layer == Layer::Truth ? style.opacity * kTruthFill : style.opacity;
    const auto labels = extractSlice(std::span<const std::int16_t>(mask->values), frame, slice);
    m_parts->fill.show(frame, fillRgba(labels, scene.colors(), opacity));
    m_parts->outline.show(frame, outlines(labels, scene.colors()),
                          [&scene](int label) { return scene.colors().color(label); });
}

void SliceLayers::updateTruth(const ScanScene& scene, const SliceFrame& frame, std::int64_t slice)
{
    const LayerStyle& style = scene.style(Layer::Truth);
    const auto& mask = scene.mask(Layer::Truth);
    if (!mask || !style.visible || filledLayer(scene) == Layer::Truth) {
        m_parts->truth.hide();
        return;
    }
    const auto labels = extractSlice(std::span<const std::int16_t>(mask->values), frame, slice);
    m_parts->truth.show(frame, outlines(labels, scene.colors()), [](int) { return Rgb{255, 255, 255}; });
    m_parts->truth.setOpacity(style.opacity);
}

} // namespace seg::viewers
