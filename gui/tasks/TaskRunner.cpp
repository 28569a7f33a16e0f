// SPDX-License-Identifier: Apache-2.0
#include "gui/tasks/TaskRunner.h"

#include <exception>
#include <utility>

namespace seg::gui {

TaskRunner::~TaskRunner()
{
    // Joined here, while this is still a whole TaskRunner: the work may be inside progress().
    if (m_worker.joinable()) {
        m_worker.request_stop();
        m_worker.join();
    }
}

void TaskRunner::start(Work work)
{
    Q_ASSERT(!m_running);
    m_running = true;
    m_worker = std::jthread([this, work = std::move(work)](std::stop_token stop) mutable {
        runOnWorker(work, std::move(stop));
        work = nullptr; // what it captured goes on the thread that used it
    });
}

void TaskRunner::cancel()
{
    m_worker.request_stop();
}

void TaskRunner::runOnWorker(const Work& work, std::stop_token stop)
{
    try { // the one place where an exception of core becomes a signal; nothing is swallowed
        Publish publish = work(TaskContext{std::move(stop), this});
        postEnd([this, publish = std::move(publish)] {
            if (publish) {
                publish();
            }
            Q_EMIT succeeded();
        });
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            postEnd([this] { Q_EMIT cancelled(); });
        } else {
            postEnd([this, code = error.code(), text = QString::fromStdString(error.what())] {
                Q_EMIT failed(code, text);
            });
        }
    } catch (const std::bad_alloc&) {
        postEnd([this] {
            Q_EMIT failed(ErrorCode::OutOfMemory,
                          QStringLiteral("This needs more memory than the computer has free. Close other "
                                         "programs and try again."));
        });
    } catch (const std::exception& error) { // std, itk and c10 exceptions that a module let through
        postEnd([this, text = QString::fromLocal8Bit(error.what())] {
            Q_EMIT failed(ErrorCode::Internal, text);
        });
    }
}

void TaskRunner::progress(double fraction, const std::string& what)
{
    {
        const std::lock_guard lock(m_mutex);
        m_fraction = fraction;
        m_what = QString::fromStdString(what);
    }
    if (!m_delivery.exchange(true)) {
        QMetaObject::invokeMethod(
            this, [this] { deliverProgress(); }, Qt::QueuedConnection);
    }
}

void TaskRunner::deliverProgress()
{
    m_delivery = false;
    double fraction = 0.0;
    QString what;
    {
        const std::lock_guard lock(m_mutex);
        fraction = m_fraction;
        what = m_what;
    }
    Q_EMIT progressed(fraction, what);
}

void TaskRunner::postEnd(std::function<void()> announce)
{
    QMetaObject::invokeMethod(
        this,
        [this, announce = std::move(announce)] {
            m_running = false;
            announce();
        },
        Qt::QueuedConnection);
}

} // namespace seg::gui
